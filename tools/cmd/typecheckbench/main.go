// Typecheckbench measures go/parser plus go/types on one core, from source, all bodies checked.
//
// `go list` runs before the clock starts. It prints a JSON line: packages, bytes, seconds and CPU seconds (parse and check), errors and
// the peak memory of the process.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"time"

	"godwit.dev/tools/internal/golist"
	"godwit.dev/tools/internal/source"
)

func main() {
	dir := flag.String("C", "", "folder in which the patterns are resolved")
	tests := flag.Bool("test", false, "check test variants too")
	mainOnly := flag.Bool("named-bodies", false, "check bodies of the named packages only, signatures of the rest")
	procs := flag.Int("procs", 1, "GOMAXPROCS")
	info := flag.Bool("info", false, "record types, uses and selections of the named packages, as a linter needs")
	flag.Parse()
	patterns := flag.Args()
	if len(patterns) == 0 {
		patterns = []string{"std"}
	}
	pkgs, err := golist.List(golist.Options{Dir: *dir, Tests: *tests}, patterns...)
	if err != nil {
		fmt.Fprintln(os.Stderr, "typecheckbench:", err)
		os.Exit(2)
	}
	runtime.GOMAXPROCS(*procs)
	runtime.GC()

	start, cpuStart := time.Now(), source.CPUSeconds()
	checker := source.New("")
	if *mainOnly {
		checker.Bodies = func(p *golist.Package) bool { return !p.DepOnly }
	}
	bytes, errors := 0, 0
	for _, pkg := range pkgs {
		record := source.NewInfo()
		if !*info || pkg.DepOnly {
			record = nil
		}
		res := checker.Check(pkg, record, false)
		errors += len(res.Errors) + len(res.Syntax)
		for _, file := range res.Files {
			bytes += int(file.FileEnd - file.FileStart)
		}
	}
	seconds, cpu := time.Since(start).Seconds(), source.CPUSeconds()-cpuStart
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"packages":          len(pkgs),
		"bytes":             bytes,
		"errors":            errors,
		"seconds":           seconds,
		"cpu_seconds":       cpu,
		"peak_memory_bytes": source.PeakMemory(),
	})
}
