// Package config reads the settings of the service from the environment.
package config

import (
	"os"
	"strconv"
	"time"
)

// Config is everything that can be set from outside.
type Config struct {
	Addr            string
	DatabaseURL     string
	MaxConns        int
	LogLevel        string
	WebhookURL      string
	WebhookToken    string
	RequestTimeout  time.Duration
	ReportDirectory string
}

// Load reads the environment. Settings that are missing get their default.
func Load() *Config {
	cfg := &Config{
		Addr:            getenv("ORDERS_ADDR", ":8080"),
		DatabaseURL:     getenv("ORDERS_DATABASE_URL", "postgres://orders:orders@localhost:5432/orders"),
		LogLevel:        getenv("ORDERS_LOG_LEVEL", "info"),
		WebhookURL:      os.Getenv("ORDERS_WEBHOOK_URL"),
		WebhookToken:    os.Getenv("ORDERS_WEBHOOK_TOKEN"),
		ReportDirectory: getenv("ORDERS_REPORT_DIR", "/var/lib/orders"),
	}
	cfg.MaxConns, _ = strconv.Atoi(getenv("ORDERS_MAX_CONNS", "10"))
	cfg.RequestTimeout, _ = time.ParseDuration(getenv("ORDERS_REQUEST_TIMEOUT", "15s"))
	return cfg
}

func getenv(key, def string) string {
	if v := os.Getenv(key); v != "" {
		return v
	}
	return def
}
