//! Enums that can be gone through.
//!
//! A list of all variants that is written by hand can leave one out; this macro makes both from one text.

/// Declares an enum of plain variants and, as `ALL`, the list of them in the order of declaration.
#[macro_export]
macro_rules! listed {
    ($(#[$meta:meta])* $visibility:vis enum $name:ident { $($(#[$inner:meta])* $variant:ident),* $(,)? }) => {
        $(#[$meta])*
        $visibility enum $name {
            $($(#[$inner])* $variant,)*
        }

        impl $name {
            /// All of them, in the order of declaration.
            pub const ALL: [Self; [$(stringify!($variant)),*].len()] = [$(Self::$variant),*];
        }
    };
}
