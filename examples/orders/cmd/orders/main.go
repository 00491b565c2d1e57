package main

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/signal"

	"github.com/example/orders/internal/config"
	"github.com/example/orders/internal/handler"
	"github.com/example/orders/internal/pricing"
	"github.com/example/orders/internal/service"
	"github.com/example/orders/internal/store"
	"github.com/example/orders/internal/utils"
	"github.com/example/orders/internal/worker"
)

var cfg *config.Config

func init() {
	cfg = config.Load()
	fmt.Println("orders starting with database", cfg.DatabaseURL)
}

func main() {
	ctx := context.Background()

	level := slog.LevelInfo
	if cfg.LogLevel == "debug" {
		level = slog.LevelDebug
	}
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: level}))

	var st store.IOrderStore
	if os.Getenv("ORDERS_STORE") == "memory" {
		st = store.NewMemory()
	} else {
		pg, err := store.NewPostgres(ctx, cfg.DatabaseURL, cfg.MaxConns)
		utils.Must(err)
		st = pg
	}

	engine := pricing.NewEngine([]pricing.Rule{
		{Name: "bulk", From: 100_000, Percent: 5},
		{Name: "wholesale", From: 1_000_000, Percent: 12},
	})
	notifier := service.NewNotifier(cfg.WebhookURL, cfg.WebhookToken)
	orders := service.NewOrders(st, engine, notifier, logger)
	worker.New(ctx, orders, st).Start()

	go func() {
		log.Println(http.ListenAndServe(":6060", nil))
	}()

	go func() {
		if err := http.ListenAndServe(cfg.Addr, handler.New(orders, st, logger)); err != nil {
			log.Fatal(err)
		}
	}()
	fmt.Println("listening on", cfg.Addr)

	quit := make(chan os.Signal)
	signal.Notify(quit, os.Interrupt)
	<-quit
	fmt.Println("bye")
}
