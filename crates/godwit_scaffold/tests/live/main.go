// Command live starts the binaries of a rendered default service and uses them as their users would: HTTP requests, a database
// that goes away, SIGTERM while a request is in flight. It prints one line per check and exits with 1 when one fails.
//
// The end-to-end test copies it into the service, so that it may use the service's own database driver.
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

var failures int

// check prints a verdict and counts failures.
func check(ok bool, what string, detail ...any) {
	if ok {
		fmt.Println("ok  ", what)
		return
	}
	failures++
	fmt.Println("FAIL", what, fmt.Sprint(detail...))
}

// must ends the run: what follows would make no sense.
func must(err error, what string) {
	if err != nil {
		fmt.Println("FAIL", what+":", err)
		os.Exit(1)
	}
}

func main() {
	bin, err := os.MkdirTemp("", "live")
	must(err, "temporary folder")
	defer os.RemoveAll(bin)
	for _, command := range []string{"api", "worker", "migrate"} {
		out, err := exec.Command("go", "build", "-race", "-o", filepath.Join(bin, command), "./cmd/"+command).CombinedOutput()
		must(err, "build "+command+": "+string(out))
	}

	database := freshDatabase()
	proxy := newProxy(database)
	issuer := newIssuer()
	sink := newSink()
	env := []string{
		"PATH=" + os.Getenv("PATH"),
		"SERVER_ADDR=127.0.0.1:0", "ADMIN_ADDR=127.0.0.1:0", "SERVER_DRAIN_DELAY=2s", "SERVER_SHUTDOWN_TIMEOUT=10s",
		"PAGING_CURSOR_KEY=" + strings.Repeat("k", 40),
		"DATABASE_URL=" + proxy.url, "DATABASE_STARTUP_TIMEOUT=10s", "DATABASE_CONNECT_TIMEOUT=1s",
		"REDIS_URL=" + os.Getenv("LIVE_REDIS_URL"),
		"AUTH_JWKS_URL=" + issuer.url, "AUTH_ISSUER=live", "AUTH_AUDIENCE=live-api",
		"NOTIFY_URL=" + sink.url, "WORKER_INTERVAL=100ms",
		"OTEL_TRACES_EXPORTER=console", "OTEL_TRACES_SAMPLER_ARG=1",
		"RATE_LIMIT_PER_SECOND=500", "RATE_LIMIT_BURST=1000",
	}

	badConfiguration(bin)
	migrations(bin, env)

	api := start(bin, "api", env)
	client := &api2{base: "http://" + api.addr, token: issuer.token("users:write orders:write")}
	health(client)
	authentication(client, issuer)
	userID := users(client)
	limits(client)
	orderID := orders(client, userID)
	databaseGone(client, proxy, api)
	metrics(api)
	leaks(client, api)
	drain(client, api)

	worker := start(bin, "worker", env)
	delivered := eventually(10*time.Second, func() bool { return sink.saw(orderID) })
	check(delivered, "the worker tells about the order")
	worker.stop("worker")

	if failures > 0 {
		fmt.Println(failures, "checks failed")
		os.Exit(1)
	}
}

// ---- the surroundings ----

// freshDatabase creates a database of its own, so that runs do not meet.
func freshDatabase() string {
	ctx := context.Background()
	base := os.Getenv("LIVE_DATABASE_URL")
	conn, err := pgx.Connect(ctx, base)
	must(err, "connect to PostgreSQL")
	defer conn.Close(ctx)
	name := "live_" + strings.ToLower(rand.Text())
	_, err = conn.Exec(ctx, "CREATE DATABASE "+name)
	must(err, "create a database")
	u, err := url.Parse(base)
	must(err, "parse the database URL")
	u.Path = "/" + name
	return u.String()
}

// proxy forwards to the database until it is cut.
type proxy struct {
	url    string
	target string
	mu     sync.Mutex
	down   bool
	conns  []net.Conn
}

func newProxy(database string) *proxy {
	u, err := url.Parse(database)
	must(err, "parse the database URL")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err, "listen")
	p := &proxy{target: u.Host}
	u.Host = listener.Addr().String()
	p.url = u.String()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go p.forward(conn)
		}
	}()
	return p
}

func (p *proxy) forward(conn net.Conn) {
	defer conn.Close()
	target, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer target.Close()
	p.mu.Lock()
	if p.down {
		p.mu.Unlock()
		return
	}
	p.conns = append(p.conns, conn, target)
	p.mu.Unlock()
	go func() { _, _ = io.Copy(target, conn); target.Close() }()
	_, _ = io.Copy(conn, target)
}

func (p *proxy) set(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = down
	if down {
		for _, conn := range p.conns {
			conn.Close()
		}
		p.conns = nil
	}
}

// issuer signs tokens and publishes its key.
type issuer struct {
	url string
	key *rsa.PrivateKey
}

func newIssuer() *issuer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err, "generate a key")
	encode := base64.RawURLEncoding.EncodeToString
	set := map[string]any{"keys": []any{map[string]any{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "live",
		"n": encode(key.N.Bytes()), "e": encode(big.NewInt(int64(key.E)).Bytes()),
	}}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(set)
	}))
	return &issuer{url: server.URL, key: key}
}

func (i *issuer) token(scope string) string { return i.sign(scope, time.Hour, "live-api") }

func (i *issuer) sign(scope string, life time.Duration, audience string) string {
	part := func(v any) string {
		data, err := json.Marshal(v)
		must(err, "encode a token")
		return base64.RawURLEncoding.EncodeToString(data)
	}
	now := time.Now()
	text := part(map[string]any{"alg": "RS256", "typ": "JWT", "kid": "live"}) + "." + part(map[string]any{
		"iss": "live", "aud": audience, "sub": "tester", "scope": scope, "iat": now.Unix(), "exp": now.Add(life).Unix(),
	})
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, i.key, crypto.SHA256, sum[:])
	must(err, "sign")
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// sink receives what the worker sends.
type sink struct {
	url    string
	mu     sync.Mutex
	bodies []string
}

func newSink() *sink {
	s := &sink{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.bodies = append(s.bodies, string(body))
		s.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	}))
	s.url = server.URL
	return s
}

func (s *sink) saw(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, body := range s.bodies {
		if strings.Contains(body, text) {
			return true
		}
	}
	return false
}

// ---- processes ----

type process struct {
	cmd   *exec.Cmd
	addr  string
	admin string
	mu    sync.Mutex
	out   bytes.Buffer
	done  chan error
}

// start runs a binary and waits until it says where it listens.
func start(bin, name string, env []string) *process {
	p := &process{cmd: exec.Command(filepath.Join(bin, name)), done: make(chan error, 1)}
	p.cmd.Env = env
	stdout, err := p.cmd.StdoutPipe()
	must(err, "pipe")
	p.cmd.Stderr = p
	must(p.cmd.Start(), "start "+name)
	listening := make(chan struct{})
	go func() {
		scanner := bufio.NewScanner(stdout)
		scanner.Buffer(nil, 1<<22)
		seen := false
		for scanner.Scan() {
			_, _ = p.Write(append(scanner.Bytes(), '\n'))
			var line struct {
				Msg   string `json:"msg"`
				Addr  string `json:"addr"`
				Admin string `json:"admin_addr"`
			}
			// The worker has no public listener: what it names is its admin listener.
			if json.Unmarshal(scanner.Bytes(), &line) == nil && line.Addr != "" && !seen {
				p.addr, p.admin = line.Addr, line.Admin
				seen = true
				close(listening)
			}
		}
		p.done <- p.cmd.Wait()
	}()
	select {
	case <-listening:
	case err := <-p.done:
		fmt.Println("FAIL", name, "ended at once:", err, p.text())
		os.Exit(1)
	case <-time.After(30 * time.Second):
		fmt.Println("FAIL", name, "does not listen:", p.text())
		os.Exit(1)
	}
	return p
}

func (p *process) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(data)
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

func (p *process) alive() bool { return p.cmd.Process.Signal(syscall.Signal(0)) == nil }

// stop sends SIGTERM and expects an orderly end.
func (p *process) stop(name string) {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	p.wait(name)
}

// wait expects an orderly end after a signal that was sent already; a second one would end the process at once.
func (p *process) wait(name string) {
	select {
	case err := <-p.done:
		check(err == nil, name+" ends with 0 after SIGTERM", err, "\n", p.text())
	case <-time.After(20 * time.Second):
		check(false, name+" ends after SIGTERM", p.text())
		_ = p.cmd.Process.Kill()
	}
	check(!strings.Contains(p.text(), "DATA RACE"), name+" has no data race", p.text())
}

func badConfiguration(bin string) {
	cmd := exec.Command(filepath.Join(bin, "api"))
	cmd.Env = []string{"DATABASE_URL=mysql://user:hunter2@nowhere/db", "SERVER_WRITE_TIMEOUT=1s", "LOG_FORMAT=xml"}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	check(errors.As(err, &exit) && exit.ExitCode() == 1, "a wrong configuration ends with 1", err)
	text := string(out)
	for _, name := range []string{"DATABASE_URL", "SERVER_WRITE_TIMEOUT", "LOG_FORMAT", "PAGING_CURSOR_KEY"} {
		check(strings.Contains(text, name), "all problems are told at once: "+name, text)
	}
	check(!strings.Contains(text, "hunter2"), "no secret is told", text)
	check(!strings.Contains(text, "goroutine"), "no stack trace", text)
}

func migrations(bin string, env []string) {
	for _, direction := range []string{"up", "reset", "up", "down", "up", "status"} {
		cmd := exec.Command(filepath.Join(bin, "migrate"), direction)
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		check(err == nil, "migrate "+direction, string(out))
		if direction == "status" {
			check(!strings.Contains(string(out), "pending"), "no migration is pending", string(out))
		}
	}
}

// ---- requests ----

type api2 struct {
	base, token string
}

type answer struct {
	code   int
	header http.Header
	body   []byte
	fields map[string]any
}

func (a *api2) do(method, path, body string, edit ...func(*http.Request)) answer {
	req, err := http.NewRequest(method, a.base+path, strings.NewReader(body))
	must(err, "build a request")
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, f := range edit {
		f(req)
	}
	client := &http.Client{Timeout: 15 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		return answer{code: -1, body: []byte(err.Error()), header: http.Header{}}
	}
	defer res.Body.Close()
	data, _ := io.ReadAll(res.Body)
	out := answer{code: res.StatusCode, header: res.Header, body: data}
	_ = json.Unmarshal(data, &out.fields)
	return out
}

func (r answer) is(code int, what string) { check(r.code == code, what, r.code, " ", string(r.body)) }

func health(c *api2) {
	for _, path := range []string{"/healthz", "/livez", "/readyz"} {
		c.do("GET", path, "", anonymous).is(200, path+" answers without a token")
	}
	c.do("GET", "/metrics", "", anonymous).is(404, "metrics are not public")
	c.do("GET", "/debug/pprof/", "", anonymous).is(404, "profiles are not public")
}

func anonymous(r *http.Request) { r.Header.Del("Authorization") }

func authentication(c *api2, i *issuer) {
	bad := c.do("GET", "/api/v1/users", "", anonymous)
	bad.is(401, "no token")
	check(strings.HasPrefix(bad.header.Get("Content-Type"), "application/problem+json"), "errors are problem documents", bad.header)
	with := func(token string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
	}
	c.do("GET", "/api/v1/users", "", with(i.sign("", -time.Hour, "live-api"))).is(401, "an expired token")
	c.do("GET", "/api/v1/users", "", with(i.sign("", time.Hour, "another"))).is(401, "a token for another audience")
	c.do("GET", "/api/v1/users", "", with(c.token+"x")).is(401, "a token with a wrong signature")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","kid":"live"}`)) + "." + strings.Split(c.token, ".")[1] + "."
	c.do("GET", "/api/v1/users", "", with(none)).is(401, "a token without a signature")
	c.do("POST", "/api/v1/users", `{"name":"Ada","email":"ada@example.com"}`, with(i.token("users:read"))).is(403, "a missing scope")
}

func users(c *api2) string {
	created := c.do("POST", "/api/v1/users", `{"name":"Ada Lovelace","email":"ada@example.com"}`)
	created.is(201, "create a user")
	id, _ := created.fields["id"].(string)
	check(created.header.Get("Location") == "/api/v1/users/"+id, "Location of the new user", created.header)
	c.do("GET", "/api/v1/users/"+id, "").is(200, "read a user")
	c.do("GET", "/api/v1/users/"+id, "").is(200, "read a user from the cache")
	updated := c.do("PUT", "/api/v1/users/"+id, `{"name":"Ada King","email":"ada@example.com"}`)
	updated.is(200, "update a user")
	again := c.do("GET", "/api/v1/users/"+id, "")
	check(again.fields["name"] == "Ada King", "the update is read back", string(again.body))
	c.do("POST", "/api/v1/users", `{"name":"Another","email":"ada@example.com"}`).is(409, "an email that is taken")

	for n := range 5 {
		body := fmt.Sprintf(`{"name":"User %d","email":"user%d@example.com"}`, n, n)
		c.do("POST", "/api/v1/users", body).is(201, "create user "+strconv.Itoa(n))
	}
	seen := map[string]bool{}
	cursor, pages := "", 0
	for pages < 10 {
		page := c.do("GET", "/api/v1/users?limit=2&cursor="+url.QueryEscape(cursor), "")
		if page.code != 200 {
			page.is(200, "list users")
			break
		}
		pages++
		items, _ := page.fields["items"].([]any)
		for _, item := range items {
			fields, _ := item.(map[string]any)
			seen[fmt.Sprint(fields["id"])] = true
		}
		cursor, _ = page.fields["next_cursor"].(string)
		if cursor == "" {
			break
		}
	}
	check(len(seen) == 6 && pages == 3, "keyset pages hold every user once", len(seen), " in ", pages)
	c.do("GET", "/api/v1/users?cursor=forged", "").is(400, "a forged cursor")
	c.do("GET", "/api/v1/users/nothing", "").is(404, "an id that is no id")
	gone := c.do("POST", "/api/v1/users", `{"name":"Gone","email":"gone@example.com"}`)
	goneID, _ := gone.fields["id"].(string)
	c.do("DELETE", "/api/v1/users/"+goneID, "").is(204, "delete a user")
	c.do("GET", "/api/v1/users/"+goneID, "").is(404, "a deleted user")
	return id
}

func limits(c *api2) {
	post := func(body string, edit ...func(*http.Request)) answer {
		return c.do("POST", "/api/v1/users", body, edit...)
	}
	invalid := post(`{"name":"x","email":"nope"}`)
	invalid.is(400, "a body that breaks the rules")
	problems, _ := invalid.fields["errors"].([]any)
	check(len(problems) == 2, "every field is told", string(invalid.body))
	post(`{"name":`).is(400, "a broken body")
	post(`{"name":"Bob","email":"b@example.com","admin":true}`).is(400, "an unknown field")
	post(`{"name":"Bob","email":"b@example.com"} {}`).is(400, "a second value")
	post(`{"name":"`+strings.Repeat("x", 2<<20)+`"}`).is(413, "a body of 2 MiB")
	post(`x=1`, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }).is(415, "another media type")
	c.do("BREW", "/api/v1/users", "").is(405, "an unknown method")
	c.do("GET", "/nowhere", "").is(404, "an unknown path")

	ok := c.do("GET", "/api/v1/users", "", func(r *http.Request) { r.Header.Set("X-Request-ID", "live-1") })
	check(ok.header.Get("X-Request-Id") == "live-1", "a good request id is kept", ok.header)
	long := c.do("GET", "/api/v1/users", "", func(r *http.Request) { r.Header.Set("X-Request-ID", strings.Repeat("x", 5000)) })
	check(long.header.Get("X-Request-Id") != "" && len(long.header.Get("X-Request-Id")) <= 128, "a long one is replaced", long.header)
	for header, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		"Cross-Origin-Resource-Policy": "same-origin", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
	} {
		check(ok.header.Get(header) == want, "header "+header, ok.header.Get(header))
	}
	check(ok.header.Get("X-XSS-Protection") == "" && ok.header.Get("Server") == "", "no header too many", ok.header)
	cors := c.do("GET", "/api/v1/users", "", func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") })
	check(cors.header.Get("Access-Control-Allow-Origin") == "", "CORS is off", cors.header)
}

func orders(c *api2, userID string) string {
	body := fmt.Sprintf(`{"user_id":%q,"items":[{"sku":"A1","quantity":2,"unit_price_cents":150},{"sku":"B2","quantity":1,"unit_price_cents":50}]}`, userID)
	placed := c.do("POST", "/api/v1/orders", body)
	placed.is(201, "place an order")
	check(placed.fields["total_cents"] == 350.0, "the order's total", string(placed.body))
	id, _ := placed.fields["id"].(string)
	c.do("GET", "/api/v1/orders/"+id, "").is(200, "read an order")
	c.do("GET", "/api/v1/orders?user_id="+userID, "").is(200, "list orders")
	return id
}

func databaseGone(c *api2, p *proxy, api *process) {
	p.set(true)
	down := eventually(10*time.Second, func() bool { return c.do("GET", "/readyz", "").code == 503 })
	check(down, "/readyz is 503 while the database is down", string(c.do("GET", "/readyz", "").body))
	c.do("GET", "/healthz", "").is(200, "/healthz is 200 all the same")
	failed := c.do("POST", "/api/v1/users", `{"name":"Nobody","email":"nobody@example.com"}`)
	check(failed.code >= 500 && failed.code < 600, "a request fails with 5xx", failed.code)
	check(!strings.Contains(string(failed.body), "127.0.0.1"), "the answer tells nothing about the inside", string(failed.body))
	check(api.alive(), "the process lives")
	p.set(false)
	check(eventually(15*time.Second, func() bool { return c.do("GET", "/readyz", "").code == 200 }), "it recovers by itself")
}

func admin(api *process, path string) string {
	res, err := http.Get("http://" + api.admin + path)
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	data, _ := io.ReadAll(res.Body)
	return string(data)
}

func metrics(api *process) {
	text := admin(api, "/metrics")
	for _, name := range []string{
		`http_requests_total{method="POST",path="/api/v1/users",status="201"}`, "http_request_duration_seconds_bucket",
		"http_requests_in_flight", "go_goroutines", "process_cpu_seconds_total", "go_build_info",
	} {
		check(strings.Contains(text, name), "metric "+name, len(text))
	}
	check(!strings.Contains(text, "BREW") && !strings.Contains(text, "/nowhere"), "labels have few values")
	check(!regexp.MustCompile(`path="/api/v1/users/[0-9a-f]`).MatchString(text), "no id is a label")
}

var total = regexp.MustCompile(`total (\d+)`)

func goroutines(api *process) int {
	match := total.FindStringSubmatch(admin(api, "/debug/pprof/goroutine?debug=1"))
	if match == nil {
		return -1
	}
	n, _ := strconv.Atoi(match[1])
	return n
}

func leaks(c *api2, api *process) {
	before := goroutines(api)
	check(before > 0, "goroutines can be counted")
	var group sync.WaitGroup
	for n := range 200 {
		group.Go(func() { c.do("GET", "/api/v1/users?limit=1&q=u"+strconv.Itoa(n), "") })
		if n%20 == 19 {
			group.Wait()
		}
	}
	group.Wait()
	http.DefaultClient.CloseIdleConnections()
	after := 0
	settled := eventually(20*time.Second, func() bool {
		after = goroutines(api)
		return after <= before+10
	})
	check(settled, "no goroutines are left after 200 requests", before, " before, ", after, " after")
}

// drain sends SIGTERM while a request is in flight.
func drain(c *api2, api *process) {
	conn, err := net.Dial("tcp", api.addr)
	must(err, "dial")
	defer conn.Close()
	body := `{"name":"Late Comer","email":"late@example.com"}`
	fmt.Fprintf(conn, "POST /api/v1/users HTTP/1.1\r\nHost: live\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		c.token, len(body), body[:10])
	time.Sleep(300 * time.Millisecond)
	_ = api.cmd.Process.Signal(syscall.SIGTERM)
	draining := eventually(time.Second, func() bool { return c.do("GET", "/readyz", "").code == 503 })
	check(draining, "/readyz is 503 while draining")
	c.do("GET", "/healthz", "").is(200, "/healthz is 200 while draining")
	c.do("GET", "/api/v1/users", "").is(200, "requests are answered while draining")
	time.Sleep(3 * time.Second)
	_, err = io.WriteString(conn, body[10:])
	check(err == nil, "the request in flight goes on", err)
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	check(err == nil && res.StatusCode == 201, "the request in flight is finished", err, res)
	conn.Close()
	api.wait("api")
	text := api.text()
	check(strings.Contains(text, `"stopped"`), "the end is logged", text)
	check(strings.Contains(text, "SpanContext") && strings.Contains(text, "/api/v1/users"), "spans are flushed")
	check(strings.Contains(text, "INSERT INTO") || strings.Contains(text, "db.system"), "database calls have spans")
	check(regexp.MustCompile(`"request_id":"live-1"`).MatchString(text), "request ids are in the log")
	check(regexp.MustCompile(`"trace_id":"[0-9a-f]{32}"`).MatchString(text), "trace ids are in the log")
	check(!strings.Contains(text, c.token), "no token is in the log")
}

func eventually(limit time.Duration, ok func() bool) bool {
	deadline := time.Now().Add(limit)
	for {
		if ok() {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
		time.Sleep(100 * time.Millisecond)
	}
}
