// Package nl is.
package nl

func f(n int) {
	n += 1 //nolint
	n += 1 // nolint
	n += 1 //nolint: revive
	n += 1 //nolint:Revive,errcheck
	n += 1 //nolint:errcheck,all
	n += 1 //nolint some words
	n += 1 //nolint:revive some words
	n += 1 //nolint:revive // because
	n += 1 //nolint:errcheck
	n += 1 //nolintrevive
	n += 1 /* nolint */
	n += 1 /*nolint*/
	n += 1 //nolint :revive
	n += 1 //nolint:all-of-it
	n += 1 //nolint:revive,// x
	n += 1 //nolint:revive//x
	n += 1 //nolint:stylecheck,revive
	_ = n
}

//nolint:revive
func g(n int) {
	n += 1
}

// g2 is documented.
//
//nolint:revive
func g2(n int) {
	n += 1
}

//nolint:revive

func g3(n int) {
	n += 1
}

func h(n int) {
	//nolint:revive
	n += 1
	n += 1

	//nolint:revive
	if n > 0 {
		n += 1
	} else {
		n += 1
	}

	n += 1 //nolint:revive
	// trailing comment group
	n += 1

	x := []int{
		//nolint:revive
		func() int { n += 1; return 0 }(),
		func() int { n += 1; return 0 }(),
	}
	_ = x
	switch n {
	//nolint:revive
	case 1:
		n += 1
	case 2:
		n += 1 
	}
}
