// Long short-term memory: i, f, o = s(x K + b + h R), c' = f c + i f(.), h' = o f(c'). Hochreiter and Schmidhuber
// (Neural Computation 9, 1997) with the forget gate of Gers et al. (2000). Keras 3.15.1, keras/src/layers/rnn/lstm.py.
// The gates' columns: i, f, c (the candidate), o.
#include <algorithm>
#include <array>

#include "kernels/gates.hpp"
#include "kernels/gemm.hpp"
#include "layers/recurrent.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

constexpr std::int64_t kGates = 4;
constexpr std::int64_t kCandidate = 2;  // its place among them

struct LstmConfig : RecurrentConfig {
  std::optional<ActivationConfig> recurrent_activation = ActivationConfig::named("sigmoid");
  bool unit_forget_bias = true;
};

/// The bias of an LSTM: the forget gate's quarter, the second, is 1.
struct ForgetBiasConfig {
  InitializerConfig others;
};

class ForgetBias final : public Initializer {
 public:
  explicit ForgetBias(const ForgetBiasConfig& config) : others_(config.others.make()) {}

  std::string mismatch(const Shape& shape) const override { return others_->mismatch(shape); }
  void fill(const Shape& shape, const RandomStream& random, std::span<Real> values) const override {
    others_->fill(shape, random, values);
    const std::size_t units = values.size() / kGates;
    std::ranges::fill(values.subspan(units, units), Real{1});
  }

 private:
  std::unique_ptr<Initializer> others_;
};

InitializerConfig forget_bias(const InitializerConfig& others) {
  static const auto type = schema::part_type<ForgetBias, Initializer>(
      "forget_bias", "forget_bias", "", schema::Schema<ForgetBiasConfig>("initializer 'forget_bias'", ""), {});
  return {type, std::make_shared<const ForgetBiasConfig>(ForgetBiasConfig{others})};
}

class Lstm final : public Recurrent {
 public:
  explicit Lstm(const LstmConfig& config)
      : Recurrent("lstm", config, kGates),
        config_(config),
        recurrent_activation_(config.recurrent_activation.value_or(ActivationConfig::named("linear")).make()),
        is_standard_(is(config.activation, "tanh") && is(config.recurrent_activation, "sigmoid")) {}

  std::unique_ptr<Recurrent> with(bool go_backwards, bool zero_output_for_mask) const override {
    LstmConfig config = config_;
    config.go_backwards = go_backwards;
    config.zero_output_for_mask = zero_output_for_mask;
    return std::make_unique<Lstm>(config);
  }

 private:
  /// Parts of pass.cell, each of all steps; c has the state before the first step too. `sums` is kept where an
  /// activation's backward reads them.
  template <class T>
  struct Cell {
    T* gates;        // (T, B, 4 U): activated
    T* c;            // (T + 1, B, U)
    T* activated_c;  // (T, B, U)
    T* sums;         // (T, B, 4 U)
  };
  template <class T>
  static Cell<T> cell_of(const Sizes& s, T* cell) {
    T* c = cell + s.T * s.B * s.GU;
    T* activated_c = c + (s.T + 1) * s.B * s.U;
    return {cell, c, activated_c, activated_c + s.T * s.B * s.U};
  }

  static bool is(const std::optional<ActivationConfig>& activation, std::string_view name) {
    return activation && activation->name() == name;
  }
  const Activation& gate_activation(std::int64_t gate) const {
    return gate == kCandidate ? activation() : *recurrent_activation_;
  }

  bool keeps_sums() const {
    return activation().backward_needs_input() || recurrent_activation_->backward_needs_input();
  }
  std::int64_t cell_saved(std::int64_t T) const override {
    return (T * (kGates + 2) + 1 + (keeps_sums() ? T * kGates : 0)) * units();
  }
  std::int64_t cell_workspace(std::int64_t) const override { return units(); }  // dc
  const Activation* recurrent_activation() const override { return recurrent_activation_.get(); }
  InitializerConfig bias_initializer() const override {
    return config_.unit_forget_bias ? forget_bias(config_.bias.initializer) : config_.bias.initializer;
  }

  void begin(const ForwardPass& pass) const override {
    std::fill_n(cell_of(pass.sizes, pass.cell).c, pass.sizes.B * pass.sizes.U, Real{0});
  }
  void begin_backward(const BackwardPass& pass) const override {
    std::fill_n(pass.cell_workspace, pass.sizes.B * pass.sizes.U, Real{0});
  }

  void step(const ForwardPass& pass, std::int64_t t, const StepRows& rows) const override;
  void step_back(const BackwardPass& pass, std::int64_t t, const StepRows& rows) const override;
  void activate(const kernels::LstmStep& step, Real* sums) const;
  void activate_back(const kernels::LstmBackStep& step, const Real* sums) const;

  LstmConfig config_;
  std::unique_ptr<Activation> recurrent_activation_;
  bool is_standard_;  // tanh and sigmoid: one pass of a kernel
};

void Lstm::step(const ForwardPass& pass, std::int64_t t, const StepRows& rows) const {
  const Sizes& s = pass.sizes;
  const std::int64_t state = s.B * s.U;
  const Cell<Real> cell = cell_of(s, pass.cell);
  Real* gates = cell.gates + t * s.B * s.GU;
  if (t > 0) {  // the state before the first step is 0
    kernels::gemm(pass.pool, kernels::Op::kNone, kernels::Op::kNone, s.B, s.GU, s.H, pass.states_in + t * s.B * s.H,
                  pass.R_in, 1, gates);
  }
  rows.for_each_open_run([&](std::int64_t first, std::int64_t count) {
    const std::int64_t at = t * state + first * s.U;
    const kernels::LstmStep step{.rows = count,
                                 .units = s.U,
                                 .gates = gates + first * s.GU,
                                 .c_before = cell.c + at,
                                 .c = cell.c + state + at,
                                 .tanh_c = cell.activated_c + at,
                                 .h = pass.h + state + at};
    if (is_standard_) {
      kernels::lstm_step(step);
    } else {
      activate(step, keeps_sums() ? cell.sums + (t * s.B + first) * s.GU : nullptr);
    }
  });
  rows.for_each_masked_run([&](std::int64_t first, std::int64_t count) {
    const std::int64_t at = t * state + first * s.U;
    std::copy_n(cell.c + at, count * s.U, cell.c + state + at);
  });
}

/// kernels::lstm_step() for any activations; `sums` keeps what goes into them, unless null.
void Lstm::activate(const kernels::LstmStep& step, Real* sums) const {
  const std::int64_t U = step.units;
  if (sums != nullptr) std::copy_n(step.gates, step.rows * kGates * U, sums);
  for (std::int64_t row = 0; row < step.rows; ++row) {
    Real* gates = step.gates + row * kGates * U;
    for (std::int64_t gate = 0; gate < kGates; ++gate) {
      gate_activation(gate).forward(1, U, gates + gate * U, gates + gate * U);
    }
    for (std::int64_t u = 0; u < U; ++u) {
      step.c[row * U + u] = gates[U + u] * step.c_before[row * U + u] + gates[u] * gates[kCandidate * U + u];
    }
    activation().forward(1, U, step.c + row * U, step.tanh_c + row * U);
    for (std::int64_t u = 0; u < U; ++u) step.h[row * U + u] = gates[3 * U + u] * step.tanh_c[row * U + u];
  }
}

void Lstm::step_back(const BackwardPass& pass, std::int64_t t, const StepRows& rows) const {
  const Sizes& s = pass.sizes;
  const std::int64_t state = s.B * s.U;
  const Cell<const Real> cell = cell_of(s, pass.cell);
  rows.for_each_open_run([&](std::int64_t first, std::int64_t count) {
    const std::int64_t at = t * state + first * s.U;
    const std::int64_t gates_at = (t * s.B + first) * s.GU;
    const kernels::LstmBackStep step{.rows = count,
                                     .units = s.U,
                                     .gates = cell.gates + gates_at,
                                     .c_before = cell.c + at,
                                     .c = cell.c + state + at,
                                     .tanh_c = cell.activated_c + at,
                                     .dh = pass.dh + first * s.U,
                                     .dc = pass.cell_workspace + first * s.U,
                                     .dz = pass.dz + gates_at};
    if (is_standard_) {
      kernels::lstm_back_step(step);
    } else {
      activate_back(step, keeps_sums() ? cell.sums + gates_at : nullptr);
    }
  });
  add_state_gradient(pass, t);
}

/// kernels::lstm_back_step() for any activations.
void Lstm::activate_back(const kernels::LstmBackStep& step, const Real* sums) const {
  const std::int64_t U = step.units;
  for (std::int64_t row = 0; row < step.rows; ++row) {
    const std::int64_t at = row * U;
    const Real* gates = step.gates + row * kGates * U;
    Real* dz = step.dz + row * kGates * U;
    // dz's first quarter holds d c until the gates' are written
    for (std::int64_t u = 0; u < U; ++u) dz[u] = step.dh[at + u] * gates[3 * U + u];
    activation().backward(1, U, step.c + at, step.tanh_c + at, dz, dz);
    for (std::int64_t u = 0; u < U; ++u) {
      const Real dc = step.dc[at + u] + dz[u];
      dz[u] = dc * gates[kCandidate * U + u];
      dz[U + u] = dc * step.c_before[at + u];
      dz[kCandidate * U + u] = dc * gates[u];
      dz[3 * U + u] = step.dh[at + u] * step.tanh_c[at + u];
      step.dc[at + u] = dc * gates[U + u];
    }
    for (std::int64_t gate = 0; gate < kGates; ++gate) {
      const Real* z = sums != nullptr ? sums + (row * kGates + gate) * U : nullptr;
      gate_activation(gate).backward(1, U, z, gates + gate * U, dz + gate * U, dz + gate * U);
    }
  }
}

}  // namespace

const schema::PartType<Layer>& lstm_layer() {
  static const auto type = schema::part_type<Lstm, Layer>(
      "lstm", "LSTM", "Long short-term memory: gates decide what a step keeps, takes in and puts out.",
      recurrent_fields<LstmConfig>("lstm")
          .field("recurrent_activation", &LstmConfig::recurrent_activation, "Of the three gates; null for none.")
          .field("unit_forget_bias", &LstmConfig::unit_forget_bias, "Whether the forget gate's bias begins at 1."),
      {{"{type: lstm, units: 3}", {4, 2}},
       {"{type: lstm, units: 20, return_sequences: true}", {3, 5}, true},
       {"{type: lstm, units: 2, return_sequences: true, go_backwards: true, use_bias: false}", {4, 3}, true},
       {"{type: lstm, units: 3, activation: softsign, recurrent_activation: hard_sigmoid, zero_output_for_mask: true, "
        "return_sequences: true}",
        {4, 2},
        true},
       {"{type: lstm, units: 3, activation: softmax, recurrent_activation: tanh, unit_forget_bias: false}", {3, 2}},
       {"{type: lstm, units: 3, dropout: 0.4}", {3, 4}},
       {"{type: lstm, units: 3, recurrent_dropout: 0.3}", {3, 4}},
       {"{type: lstm, units: 3, dropout: 0.4, recurrent_dropout: 0.3, return_sequences: true}", {3, 4}, true}});
  return type;
}

}  // namespace nnctl
