// Package service holds the business logic of the order service.
package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/example/orders/internal/domain"
	"github.com/example/orders/internal/pricing"
	"github.com/example/orders/internal/store"
	"github.com/example/orders/internal/utils"
)

// Orders is the entry point for everything that happens to an order.
type Orders struct {
	store    store.IOrderStore
	pricing  *pricing.Engine
	notifier *Notifier
	logger   *slog.Logger
	allowed  []string
}

// NewOrders wires the service.
func NewOrders(st store.IOrderStore, engine *pricing.Engine, n *Notifier, logger *slog.Logger) *Orders {
	return &Orders{
		store:    st,
		pricing:  engine,
		notifier: n,
		logger:   logger,
		allowed:  []string{"EUR", "USD", "CHF"},
	}
}

// CreateRequest is what a customer sends.
type CreateRequest struct {
	CustomerId string        `json:"customer_id"`
	Currency   string        `json:"currency"`
	Note       string        `json:"note"`
	Items      []domain.Item `json:"items"`
}

// Create checks and stores a new order and tells the shop about it.
func (s *Orders) Create(ctx context.Context, req CreateRequest) (*domain.Order, error) {
	now := time.Now().UTC()
	o := &domain.Order{
		ID:         uuid.New().String(),
		CustomerId: req.CustomerId,
		Status:     domain.StatusNew,
		Items:      req.Items,
		Currency:   req.Currency,
		Note:       req.Note,
		CreatedAt:  now,
		UpdatedAt:  now,
	}
	if err := o.Validate(); err != nil {
		return nil, fmt.Errorf("create order: %w", err)
	}
	if !utils.Contains(s.allowed, o.Currency) {
		return nil, errors.New(fmt.Sprintf("currency %s is not supported", o.Currency))
	}
	if err := s.store.Create(ctx, o); err != nil {
		s.logger.Error("create failed", "err", err, "orderId", o.ID)
		return nil, fmt.Errorf("create order: %w", err)
	}
	go s.notifier.OrderCreated(ctx, o)

	s.logger.InfoContext(ctx, "order created", "order_id", o.ID, "total", o.Total())
	return o, nil
}

// Get returns one order.
func (s *Orders) Get(ctx context.Context, id string) (*domain.Order, error) {
	o, err := s.store.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return o, nil
}

// List returns a page of orders.
func (s *Orders) List(ctx context.Context, f store.Filter) ([]*domain.Order, error) {
	if f.Limit == 0 {
		f.Limit = 50
	}
	return s.store.List(ctx, f)
}

// Pay marks an order as paid.
func (s *Orders) Pay(ctx context.Context, id string) (*domain.Order, error) {
	return s.transition(ctx, id, domain.StatusPaid)
}

// Ship marks an order as shipped.
func (s *Orders) Ship(ctx context.Context, id string) (*domain.Order, error) {
	return s.transition(ctx, id, domain.StatusShipped)
}

// Cancel cancels an order that was not shipped yet.
func (s *Orders) Cancel(ctx context.Context, id string) (*domain.Order, error) {
	return s.transition(ctx, id, domain.StatusCancelled)
}

func (s *Orders) transition(ctx context.Context, id string, next domain.Status) (*domain.Order, error) {
	o, err := s.store.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("%s order: %w", next, err)
	}
	if err := o.Transition(next); err != nil {
		return nil, fmt.Errorf("%s order %s: %w", next, id, err)
	}
	if err := s.store.Update(ctx, o); err != nil {
		return nil, fmt.Errorf("%s order %s: %w", next, id, err)
	}
	s.logger.InfoContext(ctx, "order moved", "order_id", id, "status", next)
	return o, nil
}

// Quote prices an order without changing it.
func (s *Orders) Quote(ctx context.Context, id string, country string) (pricing.Quote, error) {
	o, err := s.store.Get(ctx, id)
	if err != nil {
		return pricing.Quote{}, err
	}
	q, err := s.pricing.Quote(o, country)
	if err != nil {
		return pricing.Quote{}, fmt.Errorf("quote failed: %s", err)
	}
	return q, nil
}

// Purge deletes cancelled orders that are older than the given age.
func (s *Orders) Purge(ctx context.Context, age time.Duration) (int, error) {
	list, err := s.store.List(ctx, store.Filter{Status: domain.StatusCancelled, Limit: 1000})
	if err != nil {
		return 0, err
	}
	deleted := 0
	for _, o := range list {
		if time.Since(o.UpdatedAt) < age {
			continue
		}
		if err := s.store.Delete(ctx, o.ID); err != nil {
			fmt.Println("purge:", o.ID, err)
			continue
		}
		deleted = deleted + 1
	}
	return deleted, nil
}
