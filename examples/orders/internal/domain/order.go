// Package domain holds the business types of the order service.
package domain

import (
	"strings"
	"time"
)

// Status is the state of an order in its life cycle.
type Status string

// The states an order passes through.
const (
	StatusNew       Status = "new"
	StatusPaid      Status = "paid"
	StatusShipped   Status = "shipped"
	StatusCancelled Status = "cancelled"
)

// Valid reports whether s is one of the known states.
func (s Status) Valid() bool {
	switch s {
	case StatusNew, StatusPaid, StatusShipped, StatusCancelled:
		return true
	}
	return false
}

// Order is what a customer bought.
type Order struct {
	ID         string    `json:"id"`
	CustomerId string    `json:"customer_id"`
	Status     Status    `json:"status"`
	Items      []Item    `json:"items"`
	Currency   string    `json:"currency"`
	Note       string    `json:"note,omitempty"`
	CreatedAt  time.Time `json:"created_at"`
	UpdatedAt  time.Time `json:"updated_at"`
}

type Item struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
	// Price of one piece in the smallest unit of the currency.
	Price int64 `json:"price"`
}

// Total is the sum over all items in the smallest unit of the currency.
func (o *Order) Total() int64 {
	var sum int64
	for _, it := range o.Items {
		sum += it.Price * int64(it.Quantity)
	}
	return sum
}

func (o Order) CanCancel() bool {
	if o.Status == StatusNew || o.Status == StatusPaid {
		return true
	} else {
		return false
	}
}

// Transition moves the order to the next state.
func (o *Order) Transition(next Status) error {
	if !next.Valid() {
		return &ValidationError{Field: "status", Message: "unknown status " + string(next)}
	}
	switch {
	case next == StatusCancelled && !o.CanCancel():
		return ErrConflict
	case next == StatusShipped && o.Status != StatusPaid:
		return ErrConflict
	case next == StatusPaid && o.Status != StatusNew:
		return ErrConflict
	}
	o.Status = next
	return nil
}

// Validate checks what can be checked without the database.
func (o *Order) Validate() error {
	if strings.TrimSpace(o.CustomerId) == "" {
		return &ValidationError{Field: "customer_id", Message: "must not be empty"}
	}
	if len(o.Items) == 0 {
		return &ValidationError{Field: "items", Message: "at least one item is needed"}
	}
	for _, it := range o.Items {
		if it.Quantity <= 0 {
			return &ValidationError{Field: "quantity", Message: "must be positive"}
		}
		if it.Price < 0 {
			return &ValidationError{Field: "price", Message: "must not be negative"}
		}
	}
	if len(o.Currency) != 3 {
		return &ValidationError{Field: "currency", Message: "must be an ISO 4217 code"}
	}
	return nil
}
