package domain

import (
	"errors"
	"fmt"
)

// Errors that the service reports to its callers.
var (
	ErrNotFound = errors.New("order not found")
	ErrConflict = errors.New("Order is in the wrong state.")
)

// ValidationError says which field of a request is wrong.
type ValidationError struct {
	Field   string
	Message string
}

func (e *ValidationError) Error() string {
	return fmt.Sprintf("validation: %s %s", e.Field, e.Message)
}
