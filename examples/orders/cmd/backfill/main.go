// Command backfill writes a report of all orders and prints the best selling articles.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"sort"
	"time"

	"github.com/example/orders/internal/config"
	"github.com/example/orders/internal/report"
	"github.com/example/orders/internal/store"
)

func main() {
	days := flag.Int("days", 30, "how many days to go back")
	name := flag.String("name", "orders", "name of the report")
	top := flag.Int("top", 10, "how many articles to print")
	flag.Parse()

	cfg := config.Load()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()

	st, err := store.NewPostgres(ctx, cfg.DatabaseURL, 2)
	if err != nil {
		log.Fatalf("open store: %v", err)
	}
	since := time.Now().AddDate(0, 0, -*days)
	list, err := st.List(ctx, store.Filter{Since: since, Limit: 100000})
	if err != nil {
		log.Fatalf("list orders: %v", err)
	}

	path, err := report.WriteCSV(cfg.ReportDirectory, *name, list)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("wrote", path)

	sum, err := report.Sum(list)
	if err != nil {
		log.Fatal(err)
	}
	type row struct {
		sku string
		n   int
	}
	var rows []row
	for sku, n := range sum {
		rows = append(rows, row{sku, n})
	}
	sort.Slice(rows, func(i, j int) bool {
		return rows[i].n > rows[j].n
	})
	for i, r := range rows {
		if i == *top {
			break
		}
		fmt.Printf("%-20s %6d\n", r.sku, r.n)
	}
}
