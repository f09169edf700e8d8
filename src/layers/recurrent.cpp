#include "layers/recurrent.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "kernels/elementwise.hpp"
#include "kernels/gemm.hpp"
#include "kernels/reduce.hpp"
#include "layers/spatial_input.hpp"

namespace nnctl {

using kernels::Op;

/// Offsets in saved, workspace and scratch for the rows of one call.
struct Recurrent::Places {
  // saved
  std::int64_t x = 0;
  std::int64_t h = 0;
  std::int64_t states_in = 0;  // h itself without recurrent dropout
  std::int64_t input_factors = 0;
  std::int64_t state_factors = 0;
  std::int64_t cell = 0;
  // workspace of backward
  std::int64_t dz = 0;
  std::int64_t ds = 0;
  std::int64_t dx = 0;
  std::int64_t dh = 0;
  std::int64_t dh_before = 0;
  std::int64_t dstates_in = 0;
  std::int64_t cell_workspace = 0;
  std::int64_t workspace = 0;
  // scratch: kernels as the products take them, and their gradients
  std::int64_t K_in = 0;
  std::int64_t R_in = 0;
  std::int64_t R_in_transposed = 0;
  std::int64_t dK_in = 0;
  std::int64_t dR_in = 0;
  std::int64_t scratch = 0;
  std::int64_t saved = 0;
};

Recurrent::Recurrent(std::string name, const RecurrentConfig& config, std::int64_t gates)
    : name_(std::move(name)),
      config_(config),
      gates_(gates),
      activation_(config.activation.value_or(ActivationConfig::named("linear")).make()),
      dropout_(config.dropout, config.recurrent_dropout, gates) {}

Recurrent::Sizes Recurrent::sizes_of(const TensorSpec& input, std::int64_t rows, bool training) const {
  const std::int64_t D = input.shape[1];
  return {.B = rows,
          .T = input.shape[0],
          .D = D,
          .U = units(),
          .GU = gates_ * units(),
          .X = dropout_.input_width(D, training),
          .H = dropout_.state_width(units(), training)};
}

Recurrent::Places Recurrent::places_of(const Sizes& s) const {
  Places at;
  std::int64_t* total = &at.saved;
  const auto take = [&](std::int64_t size) { return std::exchange(*total, *total + size); };
  const bool drops_inputs = config_.dropout > 0;
  const bool drops_states = config_.recurrent_dropout > 0;
  at.x = take(s.T * s.B * s.X);
  at.h = take((s.T + 1) * s.B * s.U);
  at.states_in = drops_states ? take(s.T * s.B * s.H) : at.h;
  at.input_factors = take(drops_inputs ? s.B * s.X : 0);
  at.state_factors = take(drops_states ? s.B * s.H : 0);
  at.cell = take(s.B * cell_saved(s.T));
  total = &at.workspace;
  at.dz = take(s.T * s.B * s.GU);
  at.ds = keeps_sums_apart() ? take(s.T * s.B * s.GU) : at.dz;
  at.dx = take(s.T * s.B * s.X);
  at.dh = take(s.B * s.U);
  at.dh_before = take(s.B * s.U);
  at.dstates_in = take(s.B * s.H);
  at.cell_workspace = take(s.B * cell_workspace(s.T));
  total = &at.scratch;
  const std::int64_t input_kernel = s.X != s.D ? s.X * s.GU : 0;
  const std::int64_t state_kernel = s.H != s.U ? s.H * s.GU : 0;
  at.K_in = take(input_kernel);
  at.R_in = take(state_kernel);
  at.R_in_transposed = take(s.H * s.GU);
  at.dK_in = take(input_kernel);
  at.dR_in = take(state_kernel);
  return at;
}

std::int64_t Recurrent::saved_a_row(const TensorSpec& input) const { return places_of(sizes_of(input, 1, true)).saved; }

LayerPlan Recurrent::plan(const TensorSpec& input) const {
  require_sequence(name_, input.shape);
  for (const Activation* activation : {&this->activation(), recurrent_activation()}) {
    if (activation != nullptr && activation->output_columns(units()) != units()) {
      throw ShapeMismatch(fmt::format("{} needs an activation that keeps the width of {} units", name_, units()),
                          "choose another, such as tanh");
    }
  }
  const Sizes s = sizes_of(input, 1, true);
  const Places at = places_of(s);
  LayerPlan plan;
  if (config_.return_sequences) {
    plan.output = {{s.T, s.U}, input.has_mask};
  } else {
    plan.output.shape = {s.U};
  }
  plan.parameters.push_back(parameter_spec("kernel", {s.D, s.GU}, config_.kernel));
  plan.parameters.push_back(parameter_spec("recurrent_kernel", {s.U, s.GU}, config_.recurrent));
  if (config_.use_bias) {
    plan.parameters.push_back(
        parameter_spec("bias", bias_rows() == 1 ? Shape{s.GU} : Shape{bias_rows(), s.GU}, config_.bias));
    plan.parameters.back().initializer = bias_initializer();
  }
  plan.saved = at.saved;
  plan.workspace = at.workspace;
  plan.scratch = at.scratch;
  plan.flops = 2 * s.T * s.GU * (s.D + s.U);
  return plan;
}

StepRows Recurrent::rows_of(const Sizes& s, std::int64_t t, const Real* mask) const {
  const std::int64_t source = config_.go_backwards ? s.T - 1 - t : t;
  return {mask == nullptr ? nullptr : mask + source, s.T, s.B};
}

void Recurrent::gather_inputs(const ForwardCall& call, const Sizes& s, const Real* factors, Real* x) const {
  for (std::int64_t t = 0; t < s.T; ++t) {
    const std::int64_t source = config_.go_backwards ? s.T - 1 - t : t;
    for (std::int64_t b = 0; b < s.B; ++b, x += s.X) {
      drop(1, s.D, s.X / s.D, call.x + (b * s.T + source) * s.D, factors == nullptr ? nullptr : factors + b * s.X, x);
    }
  }
}

// dx (B, T, D) from dx_in (T, B, X)
void Recurrent::scatter_input_gradient(const Sizes& s, const Real* factors, const Real* dx_in, Real* dx) const {
  for (std::int64_t t = 0; t < s.T; ++t) {
    const std::int64_t source = config_.go_backwards ? s.T - 1 - t : t;
    for (std::int64_t b = 0; b < s.B; ++b, dx_in += s.X) {
      Real* row = dx + (b * s.T + source) * s.D;
      if (factors == nullptr) {
        std::copy_n(dx_in, s.D, row);
      } else {
        std::fill_n(row, s.D, Real{0});
        add_dropped(s.D, s.X / s.D, dx_in, factors + b * s.X, row);
      }
    }
  }
}

void Recurrent::write_outputs(const ForwardCall& call, const Sizes& s, const Real* h) const {
  const std::int64_t stride = config_.return_sequences ? s.T * s.U : s.U;
  for (std::int64_t t = config_.return_sequences ? 0 : s.T - 1; t < s.T; ++t) {
    const StepRows rows = rows_of(s, t, call.mask);
    Real* y = call.y + (config_.return_sequences ? t * s.U : 0);
    for (std::int64_t b = 0; b < s.B; ++b) {
      if (config_.zero_output_for_mask && !rows.is_open(b)) {
        std::fill_n(y + b * stride, s.U, Real{0});
      } else {
        std::copy_n(h + ((t + 1) * s.B + b) * s.U, s.U, y + b * stride);
      }
    }
  }
}

void Recurrent::add_output_gradient(const BackwardCall& call, const Sizes& s, std::int64_t t, const StepRows& rows,
                                    Real* dh) const {
  if (!config_.return_sequences && t < s.T - 1) return;
  const std::int64_t stride = config_.return_sequences ? s.T * s.U : s.U;
  const Real* dy = call.dy + (config_.return_sequences ? t * s.U : 0);
  for (std::int64_t b = 0; b < s.B; ++b) {
    if (config_.zero_output_for_mask && !rows.is_open(b)) continue;
    kernels::add(s.U, dy + b * stride, dh + b * s.U);
  }
}

void Recurrent::forward(const ForwardCall& call) const {
  const bool training = call.context.training;
  const Sizes s = sizes_of(call.input, call.rows, training);
  const Places at = places_of(s);
  const bool drops_states = dropout_.drops_states(training);
  Real* input_factors = dropout_.drops_inputs(training) ? call.saved + at.input_factors : nullptr;
  Real* state_factors = drops_states ? call.saved + at.state_factors : nullptr;
  if (input_factors != nullptr || state_factors != nullptr) {
    dropout_.draw(call.context, s.B, s.D, s.U, input_factors, state_factors);
  }
  const Real* K = call.parameters[0];
  const Real* R = call.parameters[1];
  const Real* bias = config_.use_bias ? call.parameters[2] : nullptr;
  ForwardPass pass{.sizes = s,
                   .pool = call.context.pool,
                   .R = R,
                   .R_in = R,
                   .state_bias = bias != nullptr && bias_rows() > 1 ? bias + s.GU : nullptr,
                   .h = call.saved + at.h,
                   .states_in = call.saved + (drops_states ? at.states_in : at.h),
                   .cell = call.saved + at.cell};
  if (s.X != s.D) {
    put_on_diagonal(gates_, s.D, s.U, K, call.scratch + at.K_in);
    K = call.scratch + at.K_in;
  }
  if (s.H != s.U) {
    put_on_diagonal(gates_, s.U, s.U, R, call.scratch + at.R_in);
    pass.R_in = call.scratch + at.R_in;
  }
  Real* x = call.saved + at.x;
  gather_inputs(call, s, input_factors, x);
  kernels::dense_forward(pass.pool, s.T * s.B, s.X, s.GU, x, K, bias, kernels::Epilogue::kNone, pass.cell);
  std::fill_n(pass.h, s.B * s.U, Real{0});
  begin(pass);
  const std::int64_t state = s.B * s.U;
  for (std::int64_t t = 0; t < s.T; ++t) {
    if (drops_states) drop(s.B, s.U, s.H / s.U, pass.h + t * state, state_factors, pass.states_in + t * s.B * s.H);
    const StepRows rows = rows_of(s, t, call.mask);
    step(pass, t, rows);
    rows.for_each_masked_run([&](std::int64_t first, std::int64_t count) {
      std::copy_n(pass.h + t * state + first * s.U, count * s.U, pass.h + (t + 1) * state + first * s.U);
    });
  }
  write_outputs(call, s, pass.h);
}

void Recurrent::add_state_gradient(const BackwardPass& pass, std::int64_t t) const {
  if (t == 0) return;  // the state before the first step is no variable
  const Sizes& s = pass.sizes;
  const Real* ds = pass.ds + t * s.B * s.GU;
  if (pass.state_factors == nullptr) {
    kernels::gemm(pass.pool, Op::kNone, Op::kNone, s.B, s.U, s.GU, ds, pass.R_in_transposed, 1, pass.dh_before);
    return;
  }
  kernels::gemm(pass.pool, Op::kNone, Op::kNone, s.B, s.H, s.GU, ds, pass.R_in_transposed, 0, pass.dstates_in);
  for (std::int64_t b = 0; b < s.B; ++b) {
    add_dropped(s.U, s.H / s.U, pass.dstates_in + b * s.H, pass.state_factors + b * s.H, pass.dh_before + b * s.U);
  }
}

void Recurrent::backward(const BackwardCall& call) const {
  const bool training = call.context.training;
  const Sizes s = sizes_of(call.input, call.rows, training);
  const Places at = places_of(s);
  const bool drops_states = dropout_.drops_states(training);
  BackwardPass pass{.sizes = s,
                    .pool = call.context.pool,
                    .R = call.parameters[1],
                    .R_in_transposed = call.scratch + at.R_in_transposed,
                    .h = call.saved + at.h,
                    .states_in = call.saved + (drops_states ? at.states_in : at.h),
                    .state_factors = drops_states ? call.saved + at.state_factors : nullptr,
                    .cell = call.saved + at.cell,
                    .dz = call.workspace + at.dz,
                    .ds = call.workspace + at.ds,
                    .cell_workspace = call.workspace + at.cell_workspace,
                    .dh = call.workspace + at.dh,
                    .dh_before = call.workspace + at.dh_before,
                    .dstates_in = call.workspace + at.dstates_in};
  const Real* R_in = pass.R;
  if (s.H != s.U) {
    put_on_diagonal(gates_, s.U, s.U, pass.R, call.scratch + at.R_in);
    R_in = call.scratch + at.R_in;
  }
  kernels::transpose(s.H, s.GU, R_in, call.scratch + at.R_in_transposed);
  std::fill_n(pass.dh, s.B * s.U, Real{0});
  begin_backward(pass);
  const std::int64_t sums = s.B * s.GU;
  for (std::int64_t t = s.T - 1; t >= 0; --t) {
    const StepRows rows = rows_of(s, t, call.mask);
    add_output_gradient(call, s, t, rows, pass.dh);
    std::fill_n(pass.dh_before, s.B * s.U, Real{0});
    rows.for_each_masked_run([&](std::int64_t first, std::int64_t count) {
      std::copy_n(pass.dh + first * s.U, count * s.U, pass.dh_before + first * s.U);
      std::fill_n(pass.dz + t * sums + first * s.GU, count * s.GU, Real{0});
      std::fill_n(pass.ds + t * sums + first * s.GU, count * s.GU, Real{0});
    });
    step_back(pass, t, rows);
    std::swap(pass.dh, pass.dh_before);
  }
  write_gradients(call, pass, at);
}

void Recurrent::write_gradients(const BackwardCall& call, const BackwardPass& pass, const Places& at) const {
  const Sizes& s = pass.sizes;
  const std::int64_t N = s.T * s.B;
  const bool training = call.context.training;
  if (Real* dK = call.gradients[0]) {
    Real* target = s.X != s.D ? call.scratch + at.dK_in : dK;
    kernels::gemm(pass.pool, Op::kTranspose, Op::kNone, s.X, s.GU, N, call.saved + at.x, pass.dz, 0, target);
    if (target != dK) take_from_diagonal(gates_, s.D, s.U, target, dK);
  }
  if (Real* dR = call.gradients[1]) {
    Real* target = s.H != s.U ? call.scratch + at.dR_in : dR;
    kernels::gemm(pass.pool, Op::kTranspose, Op::kNone, s.H, s.GU, N, pass.states_in, pass.ds, 0, target);
    if (target != dR) take_from_diagonal(gates_, s.U, s.U, target, dR);
    add_recurrent_gradient(pass, dR);
  }
  if (config_.use_bias && call.gradients[2] != nullptr) {
    kernels::column_sums(N, s.GU, pass.dz, call.gradients[2]);
    if (bias_rows() > 1) kernels::column_sums(N, s.GU, pass.ds, call.gradients[2] + s.GU);
  }
  if (call.dx == nullptr) return;
  const Real* K = call.parameters[0];
  if (s.X != s.D) {
    put_on_diagonal(gates_, s.D, s.U, K, call.scratch + at.K_in);
    K = call.scratch + at.K_in;
  }
  Real* dx_in = call.workspace + at.dx;
  kernels::gemm(pass.pool, Op::kNone, Op::kTranspose, N, s.X, s.GU, pass.dz, K, 0, dx_in);
  scatter_input_gradient(s, dropout_.drops_inputs(training) ? call.saved + at.input_factors : nullptr, dx_in, call.dx);
}

}  // namespace nnctl
