//! Whether statements end the flow of control, as the Go specification defines terminating statements.
