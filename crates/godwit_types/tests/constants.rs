//! Constants against go/constant: `constants.tsv` is what `tools/cmd/constdump` prints. Each line is one fact.

use godwit_syntax::{BinaryOp, LitKind, UnaryOp};
use godwit_types::constant::{Value, binary_op, compare, shift, unary_op};

fn op(text: &str) -> (BinaryOp, bool) {
    use BinaryOp::*;
    let all =
        [LOr, LAnd, Eql, Neq, Lss, Leq, Gtr, Geq, Add, Sub, Or, Xor, Mul, Quo, Rem, Shl, Shr, And, AndNot];
    match text {
        "/=" => (Quo, true),
        _ => (all.into_iter().find(|op| op.as_str() == text).expect("operator"), false),
    }
}

#[test]
fn values_are_those_of_go_constant() {
    let mut pool: Vec<Value> = Vec::new();
    let mut failures = Vec::new();
    for (n, line) in include_str!("constants.tsv").lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        let at = |i: usize| &pool[fields[i].parse::<usize>().unwrap()];
        let (got, makes_value): (Vec<String>, Option<Value>) = match fields[0] {
            "lit" => {
                let kind = match fields[1] {
                    "INT" => LitKind::Int,
                    "FLOAT" => LitKind::Float,
                    "IMAG" => LitKind::Imag,
                    "CHAR" => LitKind::Char,
                    _ => LitKind::String,
                };
                (vec![], Some(Value::from_literal(fields[2], kind)))
            }
            "bin" => {
                let (op, int_div) = op(fields[2]);
                (vec![], Some(binary_op(at(1), op, at(3), int_div)))
            }
            "un" => {
                let op = match fields[1] {
                    "+" => UnaryOp::Plus,
                    "-" => UnaryOp::Minus,
                    _ => UnaryOp::Xor,
                };
                (vec![], Some(unary_op(op, at(2), fields[3].parse().unwrap())))
            }
            "sh" => (vec![], Some(shift(at(1), op(fields[2]).0, fields[3].parse().unwrap()))),
            "cmp" => (vec![compare(at(1), op(fields[2]).0, at(3)).to_string()], None),
            "conv" => {
                let x = at(1);
                let sign = x.sign().to_string();
                (
                    vec![
                        x.to_int().exact_string(),
                        x.to_float().exact_string(),
                        x.to_complex().exact_string(),
                        sign,
                    ],
                    None,
                )
            }
            "bits" => (vec![at(1).bit_len().to_string()], None),
            "round" => {
                let ((f64, exact), f32) = (at(1).to_f64(), at(1).to_f32());
                let bits = |f: f64| format!("{:x}", f.to_bits());
                (vec![bits(f64), exact.to_string(), bits(f32)], None)
            }
            other => panic!("line {}: {other}", n + 1),
        };
        let got = match &makes_value {
            Some(v) => vec![v.to_string(), v.exact_string()],
            None => got,
        };
        if got != fields[fields.len() - got.len()..] {
            failures.push(format!("line {}: {line}\n  got {}", n + 1, got.join("\t")));
        }
        pool.extend(makes_value);
    }
    assert!(failures.is_empty(), "{} facts differ:\n{}", failures.len(), failures.join("\n"));
}
