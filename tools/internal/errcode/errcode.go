// Package errcode reads the error code of a go/types error and gives it the name it has in the Go sources.
//
// The code is an unexported field (gopls reads it the same way), and its names live in an internal package, so they are
// taken from the source of the installed Go.
package errcode

import (
	"fmt"
	"go/constant"
	"go/types"
	"path/filepath"
	"reflect"

	"godwit.dev/tools/internal/golist"
	"godwit.dev/tools/internal/source"
)

// Names maps the number of each error code to its name.
func Names() (map[int]string, error) {
	const path = "internal/types/errors"
	pkgs, err := golist.List(golist.Options{}, path)
	if err != nil {
		return nil, err
	}
	checker := source.New("")
	var scope *types.Scope
	for _, pkg := range pkgs {
		if res := checker.Check(pkg, nil, false); pkg.ImportPath == path {
			scope = res.Types.Scope()
		}
	}
	if scope == nil {
		return nil, fmt.Errorf("package %s not found", path)
	}
	names := map[int]string{}
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.Const)
		if !ok || types.TypeString(obj.Type(), types.RelativeTo(obj.Pkg())) != "Code" {
			continue
		}
		if value, exact := constant.Int64Val(obj.Val()); exact {
			names[int(value)] = name
		}
	}
	return names, nil
}

// Of returns the numeric code of a go/types error.
func Of(err types.Error) int {
	field := reflect.ValueOf(err).FieldByName("go116code")
	if !field.IsValid() {
		return 0
	}
	return int(field.Int())
}

// CodesFile returns the path of the file that declares the codes, below the given GOROOT.
func CodesFile(goroot string) string {
	return filepath.Join(goroot, "src", "internal", "types", "errors", "codes.go")
}
