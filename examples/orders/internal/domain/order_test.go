package domain

import (
	"errors"
	"testing"
)

func TestTransition(t *testing.T) {
	tests := []struct {
		name    string
		from    Status
		to      Status
		wantErr error
	}{
		{name: "pay a new order", from: StatusNew, to: StatusPaid},
		{name: "ship a paid order", from: StatusPaid, to: StatusShipped},
		{name: "ship an unpaid order", from: StatusNew, to: StatusShipped, wantErr: ErrConflict},
		{name: "cancel a shipped order", from: StatusShipped, to: StatusCancelled, wantErr: ErrConflict},
		{name: "pay twice", from: StatusPaid, to: StatusPaid, wantErr: ErrConflict},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := Order{Status: tt.from}
			err := o.Transition(tt.to)
			if !errors.Is(err, tt.wantErr) {
				t.Fatalf("Transition(%q) = %v, want %v", tt.to, err, tt.wantErr)
			}
			if err == nil && o.Status != tt.to {
				t.Errorf("status is %q, want %q", o.Status, tt.to)
			}
		})
	}
}

func TestTotal(t *testing.T) {
	o := Order{Items: []Item{{Quantity: 2, Price: 150}, {Quantity: 1, Price: 99}}}
	if got := o.Total(); got != 399 {
		t.Errorf("Total() = %d, want 399", got)
	}
}

func TestValidateCustomer(t *testing.T) {
	o := Order{Items: []Item{{Quantity: 1, Price: 1}}, Currency: "EUR"}
	if err := o.Validate(); err == nil {
		t.Error("no error for an order without customer")
	}
}

func TestValidateItems(t *testing.T) {
	o := Order{CustomerId: "c1", Currency: "EUR"}
	if err := o.Validate(); err == nil {
		t.Error("no error for an order without items")
	}
}

func TestValidateCurrency(t *testing.T) {
	o := Order{CustomerId: "c1", Items: []Item{{Quantity: 1, Price: 1}}, Currency: "euro"}
	if err := o.Validate(); err == nil {
		t.Error("no error for a bad currency")
	}
}
