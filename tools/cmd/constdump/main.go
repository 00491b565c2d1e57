// Constdump prints a table of go/constant's results: literals, operations on them, and what basic types make of them.
//
// Every line is one fact; fields are separated by tabs. A line that makes a value adds it to a pool, and later lines
// name their operands by their index in it. crates/godwit_types/tests/constants.tsv is its output.
package main

import (
	"bufio"
	"fmt"
	"go/constant"
	"go/token"
	"math"
	"math/rand"
	"os"
)

var literals = []struct {
	tok  token.Token
	text []string
}{
	{token.INT, []string{
		"0", "1", "2", "3", "7", "10", "42", "63", "64", "100", "255", "256", "1_000_000", "0777", "0o17", "0O1_7", "00",
		"0x7fff_ffff_ffff_ffff", "0x8000000000000000", "0xffffffffffffffff", "0b1011", "0B1", "0XFF", "18446744073709551616",
		"9223372036854775807", "9223372036854775808", "123456789012345678901234567890", "340282366920938463463374607431768211456",
		"0x1" + "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000", "089",
	}},
	{token.FLOAT, []string{
		"0.0", "1.0", "0.1", ".5", "5.", "1e3", "1E-3", "3.14159265358979323846264338327950288419716939937510582097494459", "1e100", "1e-100",
		"1e400", "1e-400", "1e2000", "1e-2000", "1e100000", "1e-100000", "123.456e+5000", "1e646456992", "1e-646456993", "1e2147483647",
		"1e-2147483648", "1e99999999999", "0x1p-2", "0x1.8p3", "0X_1FFFP-16", "0x.8p0", "0x1p1023", "0x1p-1074", "0x1p-1075",
		"0x1.8p-1075", "0x1p1024", "0x1.fffffffffffff8p1023", "0x1.fffffffffffff7p1023", "0x1.fffffep127", "0x1.ffffffp127", "0x1p-149", "0x1p-150",
		"0x1.8p-150", "0x1p5000", "0x1p-5000", "1e1233", "1e-1233", "0.000001", "0.0000001", "123456.7", "1234567.8", "100000.0",
		"1000000.0", "999999.5", "1_0.2_5", "4.9406564584124654417656879286822137236505980e-324", "01.5", "09.5", "2.5", "0.3333333333333333333333333333333333333333",
		"9007199254740993.0", "16777217.0", "1.00000005960464477540", "340282346638528859811704183484516925440.0", "340282356779733661637539395458142568448.0",
	}},
	{token.IMAG, []string{"0i", "1i", "2.5i", "0123i", "0x10i", "0b11i", "1e3i", "0x1p-2i", "1_0i", "0o17i", "1e100000i"}},
	{token.CHAR, []string{`'a'`, `'\n'`, `'\''`, `'\x41'`, `'\101'`, `'\u00e4'`, `'\U0001F600'`, `'ä'`, `'世'`, `'\377'`, `'"'`, `'\\'`, `'\uD800'`}},
	{token.STRING, []string{
		`""`, `"a"`, `"hello, world"`, `"\a\b\f\n\r\t\v\\\""`, `"\x00\xff\377\u00e4\U0001F600"`, "`raw\\n \"quoted\"`", `"äöü 世界"`,
		`"this string is much longer than the seventy-two characters that a message shows of it"`,
		`"ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää"`,
		`"seventy characters exactly, not one more and not one fewer than that.."`, `"\u200b\u00ad\u00a0\ufffd\u0300"`, `"\xe4\xb8"`, `"` + "\u2028\U000e0001" + `"`,
	}},
}

var (
	out  = bufio.NewWriter(os.Stdout)
	pool []constant.Value
)

func value(v constant.Value, fields ...any) {
	for _, f := range fields {
		fmt.Fprintf(out, "%v\t", f)
	}
	fmt.Fprintf(out, "%v\t%s\n", v, v.ExactString())
	pool = append(pool, v)
}

func main() {
	defer out.Flush()
	for _, group := range literals {
		for _, text := range group.text {
			value(constant.MakeFromLiteral(text, group.tok, 0), "lit", group.tok, text)
		}
	}
	rng := rand.New(rand.NewSource(1))
	ints := []token.Token{token.ADD, token.SUB, token.MUL, token.QUO, token.QUO_ASSIGN, token.REM, token.AND, token.OR, token.XOR, token.AND_NOT}
	for range 1500 {
		i := rng.Intn(len(pool))
		j := rng.Intn(len(pool))
		x, y := pool[i], pool[j]
		switch rng.Intn(6) {
		default:
			op := ints[rng.Intn(len(ints))]
			if v, ok := binary(x, op, y); ok {
				value(v, "bin", i, op, j)
			}
		case 3:
			op := []token.Token{token.ADD, token.SUB, token.XOR}[rng.Intn(3)]
			prec := []uint{0, 8, 32, 64}[rng.Intn(4)]
			if x.Kind() == constant.Int || x.Kind() != constant.String && op != token.XOR {
				value(constant.UnaryOp(op, x, prec), "un", op, i, prec)
			}
		case 4:
			op := []token.Token{token.SHL, token.SHR}[rng.Intn(2)]
			s := uint(rng.Intn(130))
			if x.Kind() == constant.Int && constant.BitLen(x) < 2000 {
				value(constant.Shift(x, op, s), "sh", i, op, s)
			}
		case 5:
			op := []token.Token{token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ}[rng.Intn(6)]
			if x.Kind() == constant.String != (y.Kind() == constant.String) {
				continue
			}
			if op != token.EQL && op != token.NEQ && (x.Kind() == constant.Complex || y.Kind() == constant.Complex) {
				continue
			}
			fmt.Fprintf(out, "cmp\t%d\t%v\t%d\t%v\n", i, op, j, constant.Compare(x, op, y))
		}
	}
	for i, v := range pool {
		if v.Kind() == constant.String || v.Kind() == constant.Unknown {
			continue
		}
		fmt.Fprintf(out, "conv\t%d\t%s\t%s\t%s\t%d\n", i, constant.ToInt(v).ExactString(), constant.ToFloat(v).ExactString(), constant.ToComplex(v).ExactString(), constant.Sign(v))
		if v.Kind() == constant.Int {
			fmt.Fprintf(out, "bits\t%d\t%d\n", i, constant.BitLen(v))
		}
		if v.Kind() != constant.Complex {
			f64, exact64 := constant.Float64Val(v)
			f32, _ := constant.Float32Val(v)
			fmt.Fprintf(out, "round\t%d\t%x\t%v\t%x\n", i, math.Float64bits(f64), exact64, math.Float64bits(float64(f32)))
		}
	}
}

// binary reports whether the operation is defined, as the type checker makes sure before it asks for it.
func binary(x constant.Value, op token.Token, y constant.Value) (constant.Value, bool) {
	if x.Kind() == constant.Unknown || y.Kind() == constant.Unknown {
		return nil, false
	}
	if x.Kind() == constant.String || y.Kind() == constant.String {
		if x.Kind() != y.Kind() || op != token.ADD || len(constant.StringVal(x))+len(constant.StringVal(y)) > 400 {
			return nil, false
		}
		return constant.BinaryOp(x, op, y), true
	}
	bothInt := x.Kind() == constant.Int && y.Kind() == constant.Int
	if op != token.ADD && op != token.SUB && op != token.MUL && op != token.QUO && !bothInt {
		return nil, false
	}
	if (op == token.QUO || op == token.QUO_ASSIGN || op == token.REM) && constant.Sign(y) == 0 {
		return nil, false
	}
	if y.Kind() == constant.Complex && op == token.QUO {
		re, im := constant.Real(y), constant.Imag(y)
		norm := constant.BinaryOp(constant.BinaryOp(re, token.MUL, re), token.ADD, constant.BinaryOp(im, token.MUL, im))
		if norm.Kind() == constant.Unknown || constant.Sign(norm) == 0 {
			return nil, false
		}
	}
	if len(x.ExactString())+len(y.ExactString()) > 2000 {
		return nil, false
	}
	return constant.BinaryOp(x, op, y), true
}
