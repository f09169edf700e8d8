// Student's t distribution: how probable a mean so far from zero is when there is no difference.
#pragma once

namespace nnctl::analysis {

/// I_x(a, b), the regularized incomplete beta function, for 0 <= x <= 1 and a, b > 0: the continued fraction of the
/// NIST Digital Library of Mathematical Functions, 8.17.22 (https://dlmf.nist.gov/8.17), with the reflection 8.17.4.
double incomplete_beta(double a, double b, double x);

/// P(|T| >= |t|) with `degrees` > 0 degrees of freedom: I_x(degrees / 2, 1 / 2) at x = degrees / (degrees + t^2)
/// (Abramowitz and Stegun 26.7.1). NaN for a NaN, 0 for an infinite t.
double two_sided_p(double t, double degrees);

/// The t with two_sided_p(t, degrees) == p, for 0 < p < 1.
double two_sided_quantile(double p, double degrees);

}  // namespace nnctl::analysis
