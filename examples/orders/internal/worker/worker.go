// Package worker runs the jobs that happen outside of requests.
package worker

import (
	"context"
	"log"
	"sync"
	"time"

	"github.com/example/orders/internal/domain"
	"github.com/example/orders/internal/service"
	"github.com/example/orders/internal/store"
)

// Worker purges old orders and collects numbers for the dashboard.
type Worker struct {
	ctx    context.Context
	orders *service.Orders
	store  store.IOrderStore

	mu     sync.Mutex
	counts map[domain.Status]int
}

// New returns a worker. Start runs it.
func New(ctx context.Context, orders *service.Orders, st store.IOrderStore) *Worker {
	return &Worker{ctx: ctx, orders: orders, store: st}
}

// Start launches the loops and returns at once.
func (w *Worker) Start() {
	go w.purgeLoop()
	go func() {
		for {
			time.Sleep(30 * time.Second)
			w.refresh()
		}
	}()
}

func (w *Worker) purgeLoop() {
	for range time.Tick(time.Hour) {
		n, err := w.orders.Purge(w.ctx, 30*24*time.Hour)
		if err != nil {
			log.Println("purge failed", err)
		}
		log.Println("purged", n)
	}
}

func (w *Worker) refresh() {
	counts, err := w.store.CountByStatus(w.ctx)
	if err != nil {
		return
	}
	w.mu.Lock()
	w.counts = counts
	w.mu.Unlock()
}

// Counts returns the last numbers.
func (w *Worker) Counts() map[domain.Status]int {
	return w.counts
}

// Rebuild runs f for every order, all at once, and returns the errors.
func (w *Worker) Rebuild(list []*domain.Order, f func(*domain.Order) error) []error {
	var wg sync.WaitGroup
	errs := make(chan error)
	for _, o := range list {
		go func(o *domain.Order) {
			wg.Add(1)
			defer wg.Done()
			if err := f(o); err != nil {
				errs <- err
			}
		}(o)
	}
	go func() {
		wg.Wait()
		close(errs)
	}()
	var out []error
	for err := range errs {
		out = append(out, err)
		if len(out) > 100 {
			return out
		}
	}
	return out
}
