package report

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/example/orders/internal/domain"
	"github.com/example/orders/internal/utils"
)

// WriteCSV writes one line per order and returns the path of the file.
func WriteCSV(dir, name string, orders []*domain.Order) (path string, err error) {
	path = filepath.Join(dir, clean(name)+".csv")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0666)
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	defer f.Close()

	w := csv.NewWriter(f)
	w.Write([]string{"id", "customer", "status", "items", "total"})
	for _, o := range orders {
		w.Write([]string{o.ID, o.CustomerId, string(o.Status), fmt.Sprintf("%d", len(o.Items)), strconv.FormatInt(o.Total(), 10)})
	}
	w.Flush()
	return path, nil
}

// Text renders the orders for the console.
func Text(orders []*domain.Order) string {
	text := ""
	for _, o := range orders {
		text += o.ID + "\t" + utils.Money(o.Total(), o.Currency) + "\n"
	}
	return text
}

func clean(name string) string {
	re := regexp.MustCompile(`[^a-zA-Z0-9_-]+`)
	return re.ReplaceAllString(utils.Slug(name), "")
}

type BySKU map[string]int

// Sum counts the pieces sold of each article.
func Sum(orders []*domain.Order) (BySKU, error) {
	sum := BySKU{}
	for _, o := range orders {
		if o.Status == domain.StatusCancelled {
			continue
		}
		for _, it := range o.Items {
			sum[it.SKU] += it.Quantity
		}
	}
	return sum, nil
}
