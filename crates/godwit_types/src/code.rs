//! The error codes of go/types; what each means stands in the documentation of `internal/types/errors`.

macro_rules! codes {
    ($($name:ident,)*) => {
        /// Why a program does not type-check.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code { $($name,)* }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The name in go/types, `UnusedVar` for instance.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$name => stringify!($name),)* }
            }
        }
    };
}

codes! {
    InvalidSyntaxTree, Test, BlankPkgName, MismatchedPkgName, InvalidPkgUse, BadImportPath, BrokenImport,
    ImportCRenamed, UnusedImport, InvalidInitCycle, DuplicateDecl, InvalidDeclCycle, InvalidTypeCycle,
    InvalidConstInit, InvalidConstVal, InvalidConstType, UntypedNilUse, WrongAssignCount,
    UnassignableOperand, NoNewVar, MultiValAssignOp, InvalidIfaceAssign, InvalidChanAssign,
    IncompatibleAssign, UnaddressableFieldAssign, NotAType, InvalidArrayLen, BlankIfaceMethod,
    IncomparableMapKey, InvalidPtrEmbed, BadRecv, InvalidRecv, DuplicateFieldAndMethod, DuplicateMethod,
    InvalidBlank, InvalidIota, MissingInitBody, InvalidInitSig, InvalidInitDecl, InvalidMainDecl,
    TooManyValues, NotAnExpr, TruncatedFloat, NumericOverflow, UndefinedOp, MismatchedTypes, DivByZero,
    NonNumericIncDec, UnaddressableOperand, InvalidIndirection, NonIndexableOperand, InvalidIndex,
    SwappedSliceIndices, NonSliceableOperand, InvalidSliceExpr, InvalidShiftCount, InvalidShiftOperand,
    InvalidReceive, InvalidSend, DuplicateLitKey, MissingLitKey, InvalidLitIndex, OversizeArrayLit,
    MixedStructLit, InvalidStructLit, MissingLitField, DuplicateLitField, UnexportedLitField,
    InvalidLitField, UntypedLit, InvalidLit, AmbiguousSelector, UndeclaredImportedName, UnexportedName,
    UndeclaredName, MissingFieldOrMethod, BadDotDotDotSyntax, NonVariadicDotDotDot, InvalidDotDotDot,
    UncalledBuiltin, InvalidAppend, InvalidCap, InvalidClose, InvalidCopy, InvalidComplex, InvalidDelete,
    InvalidImag, InvalidLen, SwappedMakeArgs, InvalidMake, InvalidReal, InvalidAssert, ImpossibleAssert,
    InvalidConversion, InvalidUntypedConversion, BadOffsetofSyntax, InvalidOffsetof, UnusedExpr, UnusedVar,
    MissingReturn, WrongResultCount, OutOfScopeResult, InvalidCond, InvalidPostDecl, InvalidIterVar,
    InvalidRangeExpr, MisplacedBreak, MisplacedContinue, MisplacedFallthrough, DuplicateCase,
    DuplicateDefault, BadTypeKeyword, InvalidTypeSwitch, InvalidExprSwitch, InvalidSelectCase,
    UndeclaredLabel, DuplicateLabel, MisplacedLabel, UnusedLabel, JumpOverDecl, JumpIntoBlock,
    InvalidMethodExpr, WrongArgCount, InvalidCall, UnusedResults, InvalidDefer, InvalidGo, BadDecl,
    RepeatedDecl, InvalidUnsafeAdd, InvalidUnsafeSlice, UnsupportedFeature, NotAGenericType,
    WrongTypeArgCount, CannotInferTypeArgs, InvalidTypeArg, InvalidInstanceCycle, InvalidUnion, MisplacedConstraintIface,
    InvalidMethodTypeParams, MisplacedTypeParam, InvalidUnsafeSliceData, InvalidUnsafeString, InvalidClear,
    TypeTooLarge, InvalidMinMaxOperand, TooNew,
}
