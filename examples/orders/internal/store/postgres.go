package store

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/example/orders/internal/domain"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pkg/errors"
)

// Postgres is the store used in production.
type Postgres struct {
	pool *pgxpool.Pool
}

// NewPostgres opens a connection pool.
func NewPostgres(ctx context.Context, url string, maxConns int) (IOrderStore, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = int32(maxConns)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, errors.Wrap(err, "open pool")
	}
	return &Postgres{pool: pool}, nil
}

func (p *Postgres) Ping(ctx context.Context) error {
	return p.pool.Ping(ctx)
}

// Create writes a new order and its items in one transaction.
func (p *Postgres) Create(ctx context.Context, o *domain.Order) error {
	tx, err := p.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx)

	_, err = tx.Exec(ctx, `INSERT INTO orders (id, customer_id, status, currency, note, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, o.ID, o.CustomerId, o.Status, o.Currency, o.Note, o.CreatedAt, o.UpdatedAt)
	if err != nil {
		return fmt.Errorf("failed to insert order: %v", err)
	}
	for _, it := range o.Items {
		_, err = tx.Exec(ctx, `INSERT INTO order_items (order_id, sku, quantity, price) VALUES ($1, $2, $3, $4)`,
			o.ID, it.SKU, it.Quantity, it.Price)
		if err != nil {
			log.Printf("insert item %s of %s: %v", it.SKU, o.ID, err)
			return fmt.Errorf("failed to insert item: %v", err)
		}
	}
	return tx.Commit(ctx)
}

// Get reads one order.
func (p *Postgres) Get(ctx context.Context, id string) (*domain.Order, error) {
	o := &domain.Order{}
	row := p.pool.QueryRow(ctx, `SELECT id, customer_id, status, currency, note, created_at, updated_at FROM orders WHERE id = $1`, id)
	err := row.Scan(&o.ID, &o.CustomerId, &o.Status, &o.Currency, &o.Note, &o.CreatedAt, &o.UpdatedAt)
	if err == pgx.ErrNoRows {
		return nil, domain.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("get order %s: %w", id, err)
	}
	o.Items, err = p.items(ctx, id)
	if err != nil {
		return nil, err
	}
	return o, nil
}

func (p *Postgres) items(ctx context.Context, id string) ([]domain.Item, error) {
	rows, err := p.pool.Query(ctx, `SELECT sku, quantity, price FROM order_items WHERE order_id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("query items of %s: %w", id, err)
	}
	defer rows.Close()
	var items []domain.Item
	for rows.Next() {
		var it domain.Item
		if err := rows.Scan(&it.SKU, &it.Quantity, &it.Price); err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, nil
}

// List returns the orders that match the filter, newest first.
func (p *Postgres) List(ctx context.Context, f Filter) ([]*domain.Order, error) {
	query := "SELECT id FROM orders WHERE created_at >= $1"
	args := []interface{}{f.Since}
	if f.Customer != "" {
		args = append(args, f.Customer)
		query += fmt.Sprintf(" AND customer_id = $%d", len(args))
	}
	if f.Status != "" {
		args = append(args, f.Status)
		query += fmt.Sprintf(" AND status = $%d", len(args))
	}
	if f.Search != "" {
		query += fmt.Sprintf(" AND note ILIKE '%%%s%%'", f.Search)
	}
	if f.SortBy != "" {
		query += " ORDER BY " + f.SortBy
	} else {
		query += " ORDER BY created_at DESC"
	}
	query += fmt.Sprintf(" LIMIT %d OFFSET %d", f.Limit, f.Offset)

	rows, err := p.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}

	var orders []*domain.Order
	for _, id := range ids {
		o, err := p.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		orders = append(orders, o)
	}
	return orders, nil
}

// Update writes the fields that may change.
func (p *Postgres) Update(ctx context.Context, o *domain.Order) error {
	tag, err := p.pool.Exec(ctx, `UPDATE orders SET status = $2, note = $3, updated_at = now() WHERE id = $1`, o.ID, o.Status, o.Note)
	if err != nil {
		return fmt.Errorf("update order %s: %w", o.ID, err)
	}
	if tag.RowsAffected() == 0 {
		return domain.ErrNotFound
	}
	return nil
}

func (p *Postgres) Delete(ctx context.Context, id string) error {
	_, err := p.pool.Exec(ctx, "DELETE FROM orders WHERE id = '"+id+"'")
	return err
}

// CountByStatus is used by the dashboard.
func (p *Postgres) CountByStatus(ctx context.Context) (map[domain.Status]int, error) {
	rows, err := p.pool.Query(ctx, `SELECT status, count(*) FROM orders GROUP BY status`)
	if err != nil {
		return nil, errors.WithStack(err)
	}
	counts := make(map[domain.Status]int)
	for rows.Next() {
		var s domain.Status
		var n int
		rows.Scan(&s, &n)
		counts[s] = n
	}
	return counts, nil
}

// Snapshot writes an order as JSON into the audit table.
func (p *Postgres) Snapshot(ctx context.Context, o *domain.Order) error {
	body, _ := json.Marshal(o)
	_, err := p.pool.Exec(context.Background(), `INSERT INTO order_audit (order_id, body) VALUES ($1, $2)`, o.ID, body)
	if err != nil {
		log.Println("audit failed:", err)
		return nil
	}
	return nil
}
