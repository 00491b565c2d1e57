package service

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/example/orders/internal/domain"
	"github.com/example/orders/internal/pricing"
	"github.com/example/orders/internal/store"
)

func newTestService() *Orders {
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	return NewOrders(store.NewMemory(), pricing.NewEngine(nil), NewNotifier("", ""), logger)
}

func TestCreate(t *testing.T) {
	item := domain.Item{SKU: "A-1", Quantity: 2, Price: 500}
	tests := []struct {
		name    string
		req     CreateRequest
		wantErr bool
	}{
		{"valid", CreateRequest{CustomerId: "c1", Currency: "EUR", Items: []domain.Item{item}}, false},
		{"no customer", CreateRequest{Currency: "EUR", Items: []domain.Item{item}}, true},
		{"no items", CreateRequest{CustomerId: "c1", Currency: "EUR"}, true},
		{"unknown currency", CreateRequest{CustomerId: "c1", Currency: "XXX", Items: []domain.Item{item}}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, err := newTestService().Create(context.Background(), tt.req)
			if (err != nil) != tt.wantErr {
				t.Fatalf("Create() error = %v, wantErr %v", err, tt.wantErr)
			}
			if err == nil && o.Total() != 1000 {
				t.Errorf("Total() = %d, want 1000", o.Total())
			}
		})
	}
}

func TestLifecycle(t *testing.T) {
	ctx := context.Background()
	svc := newTestService()
	o, err := svc.Create(ctx, CreateRequest{CustomerId: "c1", Currency: "EUR", Items: []domain.Item{{SKU: "A", Quantity: 1, Price: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := svc.Ship(ctx, o.ID); !errors.Is(err, domain.ErrConflict) {
		t.Errorf("Ship before Pay: %v, want %v", err, domain.ErrConflict)
	}
	if _, err := svc.Pay(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := svc.Ship(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Millisecond)
	if _, err := svc.Cancel(ctx, o.ID); err == nil {
		t.Error("a shipped order was cancelled")
	}
}
