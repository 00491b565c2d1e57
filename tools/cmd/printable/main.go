// Printable writes the ranges of the characters that strconv.IsPrint accepts, as a table in Rust: one per version of Unicode.
//
//	go run ./cmd/printable > ../crates/godwit_types/src/constant/printable/unicode15.rs   (Go 1.26)
//	go run ./cmd/printable > ../crates/godwit_types/src/constant/printable/unicode17.rs   (Go 1.27)
package main

import (
	"fmt"
	"strconv"
	"unicode"
)

func main() {
	fmt.Printf("//! The characters that Go prints as they are. Written by `tools/cmd/printable`; Unicode %s.\n\n", unicode.Version)
	fmt.Print("/// First and last character of each range, in order.\n#[rustfmt::skip]\npub(super) const PRINTABLE: &[(u32, u32)] = &[")
	n := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !strconv.IsPrint(r) {
			continue
		}
		first := r
		for r < unicode.MaxRune && strconv.IsPrint(r+1) {
			r++
		}
		if n%6 == 0 {
			fmt.Print("\n   ")
		}
		n++
		fmt.Printf(" (%#x, %#x),", first, r)
	}
	fmt.Print("\n];\n")
}
