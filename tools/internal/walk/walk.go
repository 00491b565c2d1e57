// Package walk lists the Go files below files and folders, in a fixed order.
package walk

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// GoFiles returns the files named in paths and every .go file below the folders named there, sorted and without
// doubles. Folders called testdata are left out unless testdata is set: the Go distribution keeps broken files there.
func GoFiles(paths []string, testdata bool) ([]string, error) {
	var files []string
	for _, root := range paths {
		info, err := os.Stat(root)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, root)
			continue
		}
		err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && !testdata && entry.Name() == "testdata" && path != root:
				return filepath.SkipDir
			case !entry.IsDir() && strings.HasSuffix(path, ".go"):
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}
