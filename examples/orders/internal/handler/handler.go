// Package handler serves the HTTP API.
package handler

import (
	"encoding/json"
	"errors"
	"log"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/example/orders/internal/domain"
	"github.com/example/orders/internal/service"
	"github.com/example/orders/internal/store"
)

// API holds what the handlers need.
type API struct {
	orders *service.Orders
	store  store.IOrderStore
	logger *slog.Logger
}

// New returns the router of the service.
func New(orders *service.Orders, st store.IOrderStore, logger *slog.Logger) http.Handler {
	a := &API{orders: orders, store: st, logger: logger}
	r := chi.NewRouter()
	r.Use(middleware.RealIP)
	r.Use(requestID)
	r.Use(cors)
	r.Use(a.logging)

	r.Get("/healthz", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) })
	r.Get("/stats", a.stats)
	r.Route("/orders", func(r chi.Router) {
		r.Post("/", a.create)
		r.Get("/", a.list)
		r.Get("/{id}", a.get)
		r.Get("/{id}/quote", a.quote)
		r.Post("/{id}/pay", a.pay)
		r.Post("/{id}/ship", a.ship)
		r.Post("/{id}/cancel", a.cancel)
	})
	if os.Getenv("ORDERS_DEBUG") != "" {
		r.Mount("/debug", middleware.Profiler())
	}
	return r
}

func (a *API) create(w http.ResponseWriter, r *http.Request) {
	var req service.CreateRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		http.Error(w, err.Error(), 400)
		return
	}
	o, err := a.orders.Create(r.Context(), req)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.reply(w, http.StatusCreated, o)
}

func (a *API) get(w http.ResponseWriter, r *http.Request) {
	o, err := a.orders.Get(r.Context(), chi.URLParam(r, "id"))
	if err != nil {
		if err == domain.ErrNotFound {
			http.Error(w, "not found", http.StatusNotFound)
			return
		}
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	a.reply(w, http.StatusOK, o)
}

func (a *API) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, _ := strconv.Atoi(q.Get("limit"))
	offset, _ := strconv.Atoi(q.Get("offset"))
	f := store.Filter{
		Customer: q.Get("customer"),
		Status:   domain.Status(q.Get("status")),
		Search:   q.Get("q"),
		SortBy:   q.Get("sort"),
		Limit:    limit,
		Offset:   offset,
	}
	if since := q.Get("since"); since != "" {
		t, err := time.Parse(time.RFC3339, since)
		if err != nil {
			http.Error(w, "since must be an RFC 3339 time", http.StatusBadRequest)
			return
		}
		f.Since = t
	}
	list, err := a.orders.List(r.Context(), f)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.reply(w, http.StatusOK, list)
}

func (a *API) quote(w http.ResponseWriter, r *http.Request) {
	country := r.URL.Query().Get("country")
	if country == "" {
		country = "DE"
	}
	q, err := a.orders.Quote(r.Context(), chi.URLParam(r, "id"), country)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.reply(w, http.StatusOK, q)
}

func (a *API) pay(w http.ResponseWriter, r *http.Request) {
	o, err := a.orders.Pay(r.Context(), chi.URLParam(r, "id"))
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.reply(w, http.StatusOK, o)
}

func (a *API) ship(w http.ResponseWriter, r *http.Request) {
	o, err := a.orders.Ship(r.Context(), chi.URLParam(r, "id"))
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.reply(w, http.StatusOK, o)
}

func (a *API) cancel(w http.ResponseWriter, r *http.Request) {
	o, err := a.orders.Cancel(r.Context(), chi.URLParam(r, "id"))
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.reply(w, http.StatusOK, o)
}

func (a *API) stats(w http.ResponseWriter, r *http.Request) {
	counts, err := a.store.CountByStatus(r.Context())
	if err != nil {
		log.Println(err)
		w.WriteHeader(500)
		return
	}
	a.reply(w, http.StatusOK, counts)
}

// fail maps an error of the service to a status.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	var invalid *domain.ValidationError
	switch {
	case errors.Is(err, domain.ErrNotFound):
		http.Error(w, "order not found", http.StatusNotFound)
	case errors.Is(err, domain.ErrConflict):
		http.Error(w, "order is in the wrong state", http.StatusConflict)
	case errors.As(err, &invalid):
		http.Error(w, invalid.Error(), http.StatusBadRequest)
	default:
		a.logger.ErrorContext(r.Context(), "request failed", "error", err, "path", r.URL.Path)
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (a *API) reply(w http.ResponseWriter, status int, v interface{}) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
