// Gated recurrent unit: z, r = s(x K + b + h R), h' = z h + (1 - z) f(.). Cho et al. (EMNLP 2014): the reset gate r
// acts on the state before its product; with reset_after on the product (arXiv 1406.1078v1). Keras 3.15.1,
// keras/src/layers/rnn/gru.py. The gates' columns: z (update), r (reset), h (the candidate).
#include <algorithm>

#include "kernels/gemm.hpp"
#include "layers/recurrent.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

using kernels::Op;

constexpr std::int64_t kGates = 3;

struct GruConfig : RecurrentConfig {
  std::optional<ActivationConfig> recurrent_activation = ActivationConfig::named("sigmoid");
  bool reset_after = true;
};

class Gru final : public Recurrent {
 public:
  explicit Gru(const GruConfig& config)
      : Recurrent("gru", config, kGates),
        config_(config),
        recurrent_activation_(config.recurrent_activation.value_or(ActivationConfig::named("linear")).make()) {}

  std::unique_ptr<Recurrent> with(bool go_backwards, bool zero_output_for_mask) const override {
    GruConfig config = config_;
    config.go_backwards = go_backwards;
    config.zero_output_for_mask = zero_output_for_mask;
    return std::make_unique<Gru>(config);
  }

 private:
  /// Parts of pass.cell. `sums` is kept where an activation's backward reads them.
  template <class T>
  struct Cell {
    T* gates;  // (T, B, 3 U): activated
    T* inner;  // (T, B, 3 U): products of the states, with reset_after; else of one step, (B, 3 U)
    T* reset;  // (T, B, U): r times the state, without reset_after
    T* sums;   // (T, B, 3 U)
  };
  template <class T>
  Cell<T> cell_of(const Sizes& s, T* cell) const {
    T* inner = cell + s.T * s.B * s.GU;
    T* reset = inner + (config_.reset_after ? s.T : 1) * s.B * s.GU;
    return {cell, inner, reset, reset + (config_.reset_after ? 0 : s.T * s.B * s.U)};
  }

  bool keeps_sums() const {
    return activation().backward_needs_input() || recurrent_activation_->backward_needs_input();
  }
  std::int64_t cell_saved(std::int64_t T) const override {
    const std::int64_t own = config_.reset_after ? T * kGates : kGates + T;
    return (T * kGates + own + (keeps_sums() ? T * kGates : 0)) * units();
  }
  /// Without reset_after: the gradients that go through r, of all steps (T, B, 3 U) and one step's (B, U).
  std::int64_t cell_workspace(std::int64_t T) const override {
    return config_.reset_after ? 0 : (T * kGates + 1) * units();
  }
  const Activation* recurrent_activation() const override { return recurrent_activation_.get(); }
  bool keeps_sums_apart() const override { return true; }
  std::int64_t bias_rows() const override { return config_.reset_after ? 2 : 1; }

  void step(const ForwardPass& pass, std::int64_t t, const StepRows& rows) const override;
  void step_back(const BackwardPass& pass, std::int64_t t, const StepRows& rows) const override;
  void add_recurrent_gradient(const BackwardPass& pass, Real* dR) const override;

  void gate_back(const Sizes& s, const Activation& activation, std::int64_t row, std::int64_t gate,
                 const Cell<const Real>& cell, Real* dz) const {
    const std::int64_t at = row * s.GU + gate * s.U;
    activation.backward(1, s.U, keeps_sums() ? cell.sums + at : nullptr, cell.gates + at, dz + gate * s.U,
                        dz + gate * s.U);
  }

  GruConfig config_;
  std::unique_ptr<Activation> recurrent_activation_;
};

// Where the candidate's block of the states lies: its own with recurrent dropout, the only one without.
std::int64_t candidate_column(std::int64_t H, std::int64_t U) { return H == U ? 0 : 2 * U; }

// Without reset_after both products are of full width, and the blocks that do not count are passed over.
void Gru::step(const ForwardPass& pass, std::int64_t t, const StepRows& rows) const {
  const Sizes& s = pass.sizes;
  const std::int64_t U = s.U;
  const Cell<Real> cell = cell_of(s, pass.cell);
  Real* inner = cell.inner + (config_.reset_after ? t * s.B * s.GU : 0);
  const Real* states_in = pass.states_in + t * s.B * s.H;
  kernels::dense_forward(pass.pool, s.B, s.H, s.GU, states_in, pass.R_in, pass.state_bias, kernels::Epilogue::kNone,
                         inner);
  const auto for_each_open = [&](auto function) {
    rows.for_each_open_run([&](std::int64_t first, std::int64_t count) {
      for (std::int64_t b = first; b < first + count; ++b) {
        function(b, cell.gates + (t * s.B + b) * s.GU, inner + b * s.GU);
      }
    });
  };
  for_each_open([&](std::int64_t b, Real* gates, Real* own) {
    for (std::int64_t u = 0; u < 2 * U; ++u) gates[u] += own[u];
    if (keeps_sums()) std::copy_n(gates, 2 * U, cell.sums + (t * s.B + b) * s.GU);
    recurrent_activation_->forward(1, U, gates, gates);
    recurrent_activation_->forward(1, U, gates + U, gates + U);
  });
  if (!config_.reset_after) {
    Real* reset = cell.reset + t * s.B * U;
    std::fill_n(reset, s.B * U, Real{0});
    for_each_open([&](std::int64_t b, const Real* gates, Real*) {
      const Real* state = states_in + b * s.H + candidate_column(s.H, U);
      for (std::int64_t u = 0; u < U; ++u) reset[b * U + u] = gates[U + u] * state[u];
    });
    kernels::gemm(pass.pool, Op::kNone, Op::kNone, s.B, s.GU, U, reset, pass.R, 0, inner);
  }
  for_each_open([&](std::int64_t b, Real* gates, const Real* own) {
    Real* candidate = gates + 2 * U;
    for (std::int64_t u = 0; u < U; ++u) {
      candidate[u] += config_.reset_after ? gates[U + u] * own[2 * U + u] : own[2 * U + u];
    }
    if (keeps_sums()) std::copy_n(candidate, U, cell.sums + (t * s.B + b) * s.GU + 2 * U);
    activation().forward(1, U, candidate, candidate);
    const Real* before = pass.h + (t * s.B + b) * U;
    Real* h = pass.h + ((t + 1) * s.B + b) * U;
    for (std::int64_t u = 0; u < U; ++u) h[u] = gates[u] * before[u] + (1 - gates[u]) * candidate[u];
  });
}

void Gru::step_back(const BackwardPass& pass, std::int64_t t, const StepRows& rows) const {
  const Sizes& s = pass.sizes;
  const std::int64_t U = s.U;
  const Cell<const Real> cell = cell_of(s, pass.cell);
  Real* through_reset = pass.cell_workspace + t * s.B * s.GU;
  Real* dreset = pass.cell_workspace + s.T * s.B * s.GU;
  const auto for_each_open = [&](auto function) {
    rows.for_each_open_run([&](std::int64_t first, std::int64_t count) {
      for (std::int64_t b = first; b < first + count; ++b) {
        const std::int64_t row = t * s.B + b;
        function(b, row, cell.gates + row * s.GU, pass.dz + row * s.GU, pass.ds + row * s.GU);
      }
    });
  };
  for_each_open([&](std::int64_t b, std::int64_t row, const Real* gates, Real* dz, Real*) {
    const Real* dh = pass.dh + b * U;
    const Real* before = pass.h + row * U;
    for (std::int64_t u = 0; u < U; ++u) {
      dz[u] = dh[u] * (before[u] - gates[2 * U + u]);
      dz[2 * U + u] = dh[u] * (1 - gates[u]);
      pass.dh_before[b * U + u] += dh[u] * gates[u];
    }
    gate_back(s, *recurrent_activation_, row, 0, cell, dz);
    gate_back(s, activation(), row, 2, cell, dz);
  });
  if (config_.reset_after) {
    for_each_open([&](std::int64_t, std::int64_t row, const Real* gates, Real* dz, Real* ds) {
      const Real* inner = cell.inner + row * s.GU + 2 * U;
      for (std::int64_t u = 0; u < U; ++u) dz[U + u] = dz[2 * U + u] * inner[u];
      gate_back(s, *recurrent_activation_, row, 1, cell, dz);
      std::copy_n(dz, 2 * U, ds);
      for (std::int64_t u = 0; u < U; ++u) ds[2 * U + u] = dz[2 * U + u] * gates[U + u];
    });
  } else {
    std::fill_n(through_reset, s.B * s.GU, Real{0});
    for_each_open([&](std::int64_t b, std::int64_t, const Real*, const Real* dz, Real*) {
      std::copy_n(dz + 2 * U, U, through_reset + b * s.GU + 2 * U);
    });
    kernels::gemm(pass.pool, Op::kNone, Op::kTranspose, s.B, U, s.GU, through_reset, pass.R, 0, dreset);
    for_each_open([&](std::int64_t b, std::int64_t row, const Real* gates, Real* dz, Real* ds) {
      const std::int64_t column = candidate_column(s.H, U);
      const Real* state = pass.states_in + row * s.H + column;
      const Real* factors = pass.state_factors == nullptr ? nullptr : pass.state_factors + b * s.H + column;
      for (std::int64_t u = 0; u < U; ++u) {
        const Real d = dreset[b * U + u];
        dz[U + u] = d * state[u];
        pass.dh_before[b * U + u] += d * gates[U + u] * (factors == nullptr ? Real{1} : factors[u]);
      }
      gate_back(s, *recurrent_activation_, row, 1, cell, dz);
      std::copy_n(dz, 2 * U, ds);
      std::fill_n(ds + 2 * U, U, Real{0});
    });
  }
  add_state_gradient(pass, t);
}

void Gru::add_recurrent_gradient(const BackwardPass& pass, Real* dR) const {
  if (config_.reset_after) return;
  const Sizes& s = pass.sizes;
  kernels::gemm(pass.pool, Op::kTranspose, Op::kNone, s.U, s.GU, s.T * s.B, cell_of(s, pass.cell).reset,
                pass.cell_workspace, 1, dR);
}

}  // namespace

const schema::PartType<Layer>& gru_layer() {
  static const auto type = schema::part_type<Gru, Layer>(
      "gru", "GRU", "Gated recurrent unit: one gate mixes the old state with a new one, one resets the old.",
      recurrent_fields<GruConfig>("gru")
          .field("recurrent_activation", &GruConfig::recurrent_activation, "Of the two gates; null for none.")
          .field("reset_after", &GruConfig::reset_after,
                 "Whether the reset gate acts on the state's product (with a bias of its own) or on the state."),
      {{"{type: gru, units: 3}", {4, 2}},
       {"{type: gru, units: 3, reset_after: false}", {4, 2}},
       {"{type: gru, units: 2, return_sequences: true, go_backwards: true, use_bias: false}", {4, 3}, true},
       {"{type: gru, units: 3, reset_after: false, return_sequences: true, zero_output_for_mask: true}", {4, 2}, true},
       {"{type: gru, units: 3, activation: softmax, recurrent_activation: hard_sigmoid}", {3, 2}},
       {"{type: gru, units: 3, dropout: 0.4}", {3, 4}},
       {"{type: gru, units: 3, dropout: 0.4, recurrent_dropout: 0.3, return_sequences: true}", {3, 4}, true},
       {"{type: gru, units: 3, reset_after: false, dropout: 0.4, recurrent_dropout: 0.3}", {3, 4}, true}});
  return type;
}

}  // namespace nnctl
