//! Facts that the table of go/constant's results (`tests/constants.tsv`) leaves out: types, keys, and budgets.

use godwit_syntax::{BinaryOp, LitKind};

use super::*;

fn int(text: &str) -> Value {
    Value::from_literal(text, LitKind::Int)
}

fn float(text: &str) -> Value {
    Value::from_literal(text, LitKind::Float)
}

#[test]
fn integer_types_have_their_ranges() {
    let uint8 = Target::Int { bits: 8, signed: false };
    let int64 = Target::Int { bits: 64, signed: true };
    let uint64 = Target::Int { bits: 64, signed: false };
    assert!(representable(&int("255"), uint8).is_some());
    assert!(representable(&int("256"), uint8).is_none());
    assert!(representable(&Value::Int(-1), uint8).is_none());
    assert!(representable(&float("7.0"), uint8).is_some_and(|x| x.as_i64() == Some(7)));
    assert!(representable(&float("7.5"), uint8).is_none());
    assert!(representable(&int("9223372036854775808"), int64).is_none());
    assert!(representable(&int("9223372036854775808"), uint64).is_some());
    assert!(representable(&int("18446744073709551616"), uint64).is_none());
    assert!(representable(&Value::Int(i64::MIN), int64).is_some());
    assert!(representable(&Value::Int(-128), Target::Int { bits: 8, signed: true }).is_some());
    assert!(representable(&Value::Int(-129), Target::Int { bits: 8, signed: true }).is_none());
}

#[test]
fn float_types_round_and_overflow() {
    let rounded = |text, target| representable(&float(text), target).map(|x| x.exact_string());
    assert_eq!(rounded("0.1", Target::Float32).as_deref(), Some("13421773/134217728"));
    assert_eq!(rounded("0.1", Target::Float64).as_deref(), Some("3602879701896397/36028797018963968"));
    assert_eq!(rounded("1e39", Target::Float32), None);
    assert_eq!(rounded("1e-400", Target::Float64).as_deref(), Some("0"));
    assert_eq!(rounded("1e39", Target::Complex64), None);
    assert_eq!(rounded("0.5", Target::Complex128).as_deref(), Some("(1/2 + 0i)"));
    assert!(representable(&Value::Bool(true), Target::Float64).is_none());
}

#[test]
fn equal_values_have_equal_keys() {
    assert_eq!(int("3").key(), Some(Key::Int(3)));
    assert_eq!(float("0.5").key(), binary_op(&Value::Int(1), BinaryOp::Quo, &Value::Int(2), false).key());
    assert_eq!(float("0.1").key(), None, "no float64 is a tenth");
}

#[test]
fn long_concatenations_are_joined_once_and_dropped_without_recursion() {
    let piece = Value::from_bytes(*b"0123456789");
    let mut sum = piece.clone();
    for _ in 0..200_000 {
        sum = binary_op(&sum, BinaryOp::Add, &piece, false);
    }
    assert_eq!(sum.string_len(), Some(2_000_010));
    assert!(sum.as_bytes().is_some_and(|b| b.ends_with(b"789012345678901234567890123456789")));
    let mut never_joined = piece.clone();
    for _ in 0..200_000 {
        never_joined = binary_op(&piece, BinaryOp::Add, &never_joined, false);
    }
    drop(never_joined);
}

#[test]
fn absurd_sizes_cost_nothing() {
    assert!(shift(&Value::Int(1), BinaryOp::Shl, 1 << 40).is_unknown());
    let huge = float("1e600000000");
    let tiny = float("1e-600000000");
    assert_eq!(binary_op(&huge, BinaryOp::Add, &tiny, false).exact_string(), huge.exact_string());
    assert!(binary_op(&huge, BinaryOp::Mul, &huge, false).is_unknown());
    assert!(huge.to_int().is_unknown());
    assert!(binary_op(&Value::Int(1), BinaryOp::Rem, &Value::Int(0), true).is_unknown());
    let mut text = Value::from_bytes(*b"x");
    for _ in 0..40 {
        text = binary_op(&text, BinaryOp::Add, &text, false);
    }
    // Only the length is there; the checker reports it.
    assert_eq!(text.string_len(), Some(1 << 40));
    assert!(text.as_bytes().is_none(), "2^40 bytes are not held");
    assert_eq!(text.to_string().len(), 72);
    assert!(!compare(&text, BinaryOp::Eql, &text));
}

#[test]
fn a_release_of_go_escapes_what_its_tables_do_not_know() {
    // The soft hyphen is never shown; the letter came with Unicode 16.
    let text = Value::from_bytes("ß\u{ad}\u{1c89}".as_bytes().to_vec());
    assert_eq!(text.exact_string_with(Unicode::V15), "\"ß\\u00ad\\u1c89\"");
    assert_eq!(text.exact_string_with(Unicode::V17), "\"ß\\u00ad\u{1c89}\"");
}
