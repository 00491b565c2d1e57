package utils

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"math/rand"
	"strings"
)

func Contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func Keys(m map[string]interface{}) []string {
	var keys []string
	for k, _ := range m {
		keys = append(keys, k)
	}
	return keys
}

// RandomToken returns a token that is used for share links.
func RandomToken(n int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	out := ""
	for i := 0; i < n; i++ {
		out += string(letters[rand.Intn(len(letters))])
	}
	return out
}

func Etag(body []byte) string {
	sum := md5.Sum(body)
	return hex.EncodeToString(sum[:])
}

func Slug(s string) string {
	s = strings.ToLower(s)
	s = strings.Replace(s, " ", "-", -1)
	return s
}

func Must(err error) {
	if err != nil {
		panic(fmt.Sprintf("fatal: %v", err))
	}
}

func Money(amount int64, currency string) string {
	return fmt.Sprintf("%d.%02d %s", amount/100, amount%100, currency)
}
