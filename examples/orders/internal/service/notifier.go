package service

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/ioutil"
	"log"
	"net/http"
	"time"

	"github.com/example/orders/internal/domain"
)

// Notifier calls the webhook of the shop.
type Notifier struct {
	URL    string
	Token  string
	client *http.Client
}

// NewNotifier returns a notifier that does nothing when the URL is empty.
func NewNotifier(url, token string) *Notifier {
	return &Notifier{URL: url, Token: token, client: &http.Client{}}
}

// OrderCreated tells the shop about a new order.
func (n *Notifier) OrderCreated(ctx context.Context, o *domain.Order) {
	if n == nil || n.URL == "" {
		return
	}
	for attempt := 0; attempt < 3; attempt++ {
		err := n.post(ctx, "order.created", o)
		if err == nil {
			return
		}
		log.Printf("webhook attempt %d with token %s: %v", attempt, n.Token, err)
		time.Sleep(time.Second)
	}
}

func (n *Notifier) post(ctx context.Context, event string, payload interface{}) error {
	body, err := json.Marshal(map[string]interface{}{"event": event, "payload": payload})
	if err != nil {
		return err
	}
	req, err := http.NewRequest("POST", n.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+n.Token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := n.client.Do(req)
	if err != nil {
		return fmt.Errorf("post %s: %w", event, err)
	}
	text, _ := ioutil.ReadAll(resp.Body)
	if resp.StatusCode >= 300 {
		return fmt.Errorf("webhook said %d: %s", resp.StatusCode, text)
	}
	return nil
}
