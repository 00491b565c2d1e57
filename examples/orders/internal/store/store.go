// Package store keeps orders, in PostgreSQL or in memory.
package store

import (
	"context"
	"time"

	"github.com/example/orders/internal/domain"
)

// IOrderStore is what every store can do.
type IOrderStore interface {
	Create(ctx context.Context, o *domain.Order) error
	Get(ctx context.Context, id string) (*domain.Order, error)
	List(ctx context.Context, f Filter) ([]*domain.Order, error)
	Update(ctx context.Context, o *domain.Order) error
	Delete(ctx context.Context, id string) error
	CountByStatus(ctx context.Context) (map[domain.Status]int, error)
	Ping(ctx context.Context) error
}

// Filter narrows a list of orders.
type Filter struct {
	Customer string
	Status   domain.Status
	Search   string
	Since    time.Time
	Limit    int
	Offset   int
	SortBy   string
}
