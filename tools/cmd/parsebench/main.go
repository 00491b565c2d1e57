// Parsebench measures go/parser on one core: sources in memory, comments kept, object resolution skipped.
//
// It prints a JSON line: files, bytes, CPU seconds of the median round, MB/s and the peak memory of the process.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"runtime"
	"slices"

	"godwit.dev/tools/internal/source"
	"godwit.dev/tools/internal/walk"
)

func main() {
	rounds := flag.Int("rounds", 3, "measured rounds")
	flag.Parse()
	runtime.GOMAXPROCS(1)

	files, err := walk.GoFiles(flag.Args(), false)
	if err != nil {
		fmt.Fprintln(os.Stderr, "parsebench:", err)
		os.Exit(2)
	}
	sources := make([][]byte, 0, len(files))
	bytes := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, "parsebench:", err)
			os.Exit(2)
		}
		sources = append(sources, src)
		bytes += len(src)
	}

	seconds := make([]float64, 0, *rounds)
	failed := 0
	for range max(*rounds, 1) {
		failed = 0
		start := source.CPUSeconds()
		for i, src := range sources {
			// A file set per file, as gofmt does: the trees are dropped as soon as they are built.
			if _, err := parser.ParseFile(token.NewFileSet(), files[i], src, parser.ParseComments|parser.SkipObjectResolution); err != nil {
				failed++
			}
		}
		seconds = append(seconds, source.CPUSeconds()-start)
	}
	slices.Sort(seconds)
	median := seconds[len(seconds)/2]
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"files":             len(files),
		"failed":            failed,
		"bytes":             bytes,
		"seconds":           median,
		"mb_per_second":     float64(bytes) / 1e6 / median,
		"peak_memory_bytes": source.PeakMemory(),
	})
}
