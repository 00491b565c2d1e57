package pricing

import (
	"testing"

	"github.com/example/orders/internal/domain"
)

func TestQuote(t *testing.T) {
	engine := NewEngine([]Rule{
		{Name: "small", From: 1_000, Percent: 5},
		{Name: "large", From: 10_000, Percent: 10},
	})
	tests := []struct {
		name    string
		price   int64
		country string
		want    Quote
	}{
		{"no discount", 500, "US", Quote{Net: 500, Gross: 500}},
		{"small discount", 2_000, "US", Quote{Net: 2_000, Discount: 100, Gross: 1_900, Rule: "small"}},
		{"large discount with tax", 10_000, "FR", Quote{Net: 10_000, Discount: 1_000, Tax: 1_800, Gross: 10_800, Rule: "large"}},
	}
	for _, tt := range tests {
		o := &domain.Order{Items: []domain.Item{{Quantity: 1, Price: tt.price}}}
		got, err := engine.Quote(o, tt.country)
		if err != nil {
			t.Fatal(err)
		}
		if got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestQuoteUnknownCountry(t *testing.T) {
	if _, err := NewEngine(nil).Quote(&domain.Order{}, "XX"); err == nil {
		t.Error("no error for an unknown country")
	}
}

func BenchmarkQuote(b *testing.B) {
	engine := NewEngine([]Rule{{Name: "all", From: 0, Percent: 5}})
	o := &domain.Order{Items: []domain.Item{{Quantity: 3, Price: 1_250}}}
	for i := 0; i < b.N; i++ {
		_, _ = engine.Quote(o, "DE")
	}
}
