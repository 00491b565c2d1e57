package handler

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/example/orders/internal/pricing"
	"github.com/example/orders/internal/service"
	"github.com/example/orders/internal/store"
)

func newServer(t *testing.T) *httptest.Server {
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	st := store.NewMemory()
	svc := service.NewOrders(st, pricing.NewEngine(nil), service.NewNotifier("", ""), logger)
	srv := httptest.NewServer(New(svc, st, logger))
	t.Cleanup(srv.Close)
	return srv
}

func TestHealth(t *testing.T) {
	srv := newServer(t)
	resp, err := http.Get(srv.URL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestCreateOrder(t *testing.T) {
	srv := newServer(t)
	body := `{"customer_id":"c1","currency":"EUR","items":[{"sku":"A","quantity":1,"price":100}]}`
	resp, err := http.Post(srv.URL+"/orders", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		t.Errorf("status %d, want %d", resp.StatusCode, http.StatusCreated)
	}
}

func TestGetMissingOrder(t *testing.T) {
	srv := newServer(t)
	resp, err := http.Get(srv.URL + "/orders/none")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusNotFound {
		t.Errorf("status %d, want %d", resp.StatusCode, http.StatusNotFound)
	}
}
