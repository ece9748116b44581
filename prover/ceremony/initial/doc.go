// Package initial makes the first state of a ceremony's phase 2 from powers of tau, as
// mpcsetup's Phase2.Initialize does, in less time.
//
// It promises, of Phase2, that the state and the evaluations have the same bytes as
// gnark's for every system that frontend.Compile makes and all powers that are points
// of their groups, and that powers of the wrong length are an error, where gnark
// panics. It does not check points, nor that powers follow from contributions: that is
// for package ceremony.
//
// # Why it is equal
//
// The output is affine points, and points have one affine form; so it is enough that
// each is the same sum in the group. With L_c the Lagrange polynomials of the domain
// and u, v, w of a wire its coefficients in the constraints, left, right and output
// (https://eprint.iacr.org/2017/1050), those sums are, with G the generator,
//
//	A = Σ_c u_c L_c(τ) G,  B = Σ_c v_c L_c(τ) G,  in G1, and B also in G2,
//	K = Σ_c (u_c β L_c(τ) + v_c α L_c(τ) + w_c L_c(τ)) G,
//	Z = (τ^(n+i) - τ^i) G.
//
// Nothing else is in the output but numbers of wires and generators. Only the order
// of the additions and the way of multiplying differ from gnark's:
//
//   - A constraint's linear expressions repeat, so that points of constraints with the
//     same expression are added before they meet its coefficients (qap).
//   - Sums are worked out many in step, with the doublings of a sum's terms shared and
//     the scalars split by the endomorphisms of G1 and G2 (combiner, family).
//   - Points stay affine. Hundreds of additions share one inversion (adder).
//   - The conversion to Lagrange points is a split-radix Fourier transform, which needs
//     no division by n at its end (lagrange).
//   - All of it runs on every processor.
//
// Splitting a scalar k into k₀ + k₁e + ... is right for points of order r, on which the
// endomorphism multiplies by e. G1 has no others; those of G2 come from decoders that
// refuse others. gnark's own multiplications rest on the same.
//
// The tests compare with gnark on generated circuits, on powers whose points cancel,
// and on a circuit of the catalogue.
//
// # Cost
//
// A domain of n = 2^k takes about k·n/3 sums of two products in each of three conversions
// in G1 and one in G2. For the catalogue's circuits that is most of the time. Then each
// coefficient of each distinct expression takes up to 43 additions, in three sums in G1
// and one in G2. In memory are the converted powers and up to nine multiples of each
// expression's point.
//
// Measured by
//
//	go test -run '^$' -bench Initialize -benchtime 1x ./prover/ceremony/initial
//
// on two cores that other work kept busy, which runs this package before and after gnark:
//
//	circuit           constraints  gnark       here        times faster
//	hashing                 5,399  44 to 51 s  12 to 19 s  2.7 to 3.5 (four runs)
//	glucose-5min-30d       31,922       213 s  71 to 76 s  2.9 (one run)
//
// gnark walks the constraints on one core, so that idle cores should show more; that was
// not measured.
package initial
