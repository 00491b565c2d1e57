package store

import (
	"context"
	"sort"
	"strings"
	"sync"

	"github.com/example/orders/internal/domain"
)

// Memory keeps orders in a map. It is used in tests and for local runs without a database.
type Memory struct {
	mu     sync.Mutex
	orders map[string]domain.Order
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{orders: make(map[string]domain.Order)}
}

// Ping always succeeds.
func (m *Memory) Ping(context.Context) error { return nil }

// Create adds an order.
func (m *Memory) Create(_ context.Context, o *domain.Order) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.orders[o.ID]; ok {
		return domain.ErrConflict
	}
	m.orders[o.ID] = *o
	return nil
}

// Get returns a copy of an order.
func (m *Memory) Get(_ context.Context, id string) (*domain.Order, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o, ok := m.orders[id]
	if !ok {
		return nil, domain.ErrNotFound
	}
	return &o, nil
}

// List returns the orders that match the filter, newest first.
func (m *Memory) List(_ context.Context, f Filter) ([]*domain.Order, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []*domain.Order
	for _, o := range m.orders {
		o := o
		if f.Customer != "" && o.CustomerId != f.Customer {
			continue
		}
		if f.Status != "" && o.Status != f.Status {
			continue
		}
		if f.Search != "" && !strings.Contains(o.Note, f.Search) {
			continue
		}
		if o.CreatedAt.Before(f.Since) {
			continue
		}
		out = append(out, &o)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].CreatedAt.After(out[j].CreatedAt) })
	if f.Offset >= len(out) {
		return nil, nil
	}
	out = out[f.Offset:]
	if f.Limit > 0 && len(out) > f.Limit {
		out = out[:f.Limit]
	}
	return out, nil
}

// Update replaces an order.
func (m *Memory) Update(_ context.Context, o *domain.Order) error {
	m.mu.Lock()
	if _, ok := m.orders[o.ID]; !ok {
		m.mu.Unlock()
		return domain.ErrNotFound
	}
	m.orders[o.ID] = *o
	m.mu.Unlock()
	return nil
}

// Delete removes an order.
func (m *Memory) Delete(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.orders, id)
	return nil
}

// CountByStatus counts the orders in each state.
func (m *Memory) CountByStatus(context.Context) (map[domain.Status]int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	counts := make(map[domain.Status]int)
	for _, o := range m.orders {
		counts[o.Status]++
	}
	return counts, nil
}
