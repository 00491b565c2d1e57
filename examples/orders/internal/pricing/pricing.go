// Package pricing computes discounts and taxes. It knows nothing of storage or HTTP.
package pricing

import (
	"fmt"
	"sort"

	"github.com/example/orders/internal/domain"
)

// Rule is a discount that applies from a minimum sum on.
type Rule struct {
	Name    string
	From    int64
	Percent int
}

// Engine applies discount rules and the tax of a country.
type Engine struct {
	rules []Rule
	taxes map[string]int
}

// NewEngine returns an engine with the given rules. The order of the rules does not matter.
func NewEngine(rules []Rule) *Engine {
	sorted := make([]Rule, 0)
	for _, r := range rules {
		sorted = append(sorted, r)
	}
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].From > sorted[j].From })
	return &Engine{
		rules: sorted,
		taxes: map[string]int{"DE": 19, "FR": 20, "IT": 22, "US": 0},
	}
}

// Quote is the price of an order with everything that leads to it.
type Quote struct {
	Net      int64  `json:"net"`
	Discount int64  `json:"discount"`
	Tax      int64  `json:"tax"`
	Gross    int64  `json:"gross"`
	Rule     string `json:"rule,omitempty"`
}

// Quote prices an order for a customer in the given country.
func (e *Engine) Quote(o *domain.Order, country string) (Quote, error) {
	rate, ok := e.taxes[country]
	if !ok {
		return Quote{}, fmt.Errorf("pricing: no tax rate for %q", country)
	}
	q := Quote{Net: o.Total()}
	for _, r := range e.rules {
		if q.Net >= r.From {
			q.Discount = q.Net * int64(r.Percent) / 100
			q.Rule = r.Name
			break
		}
	}
	taxable := q.Net - q.Discount
	q.Tax = taxable * int64(rate) / 100
	q.Gross = taxable + q.Tax
	return q, nil
}

// Describe renders a quote for an e-mail.
func (q Quote) Describe() string {
	text := ""
	parts := []string{
		fmt.Sprintf("net %d", q.Net),
		fmt.Sprintf("discount %d", q.Discount),
		fmt.Sprintf("tax %d", q.Tax),
		fmt.Sprintf("gross %d", q.Gross),
	}
	for i, p := range parts {
		if i > 0 {
			text += ", "
		}
		text += p
	}
	return text
}
