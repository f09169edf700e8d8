// h' = f(x K + b + h R). Elman (Cognitive Science 14, 1990); Keras 3.15.1, keras/src/layers/rnn/simple_rnn.py.
#include "kernels/gemm.hpp"
#include "layers/recurrent.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

struct SimpleRnnConfig : RecurrentConfig {};

class SimpleRnn final : public Recurrent {
 public:
  explicit SimpleRnn(const SimpleRnnConfig& config) : Recurrent("simple_rnn", config, 1) {}

  std::unique_ptr<Recurrent> with(bool go_backwards, bool zero_output_for_mask) const override {
    SimpleRnnConfig config{shared()};
    config.go_backwards = go_backwards;
    config.zero_output_for_mask = zero_output_for_mask;
    return std::make_unique<SimpleRnn>(config);
  }

 private:
  /// The sums z (T, B, U) alone.
  std::int64_t cell_saved(std::int64_t T) const override { return T * units(); }

  void step(const ForwardPass& pass, std::int64_t t, const StepRows& rows) const override {
    const Sizes& s = pass.sizes;
    const std::int64_t state = s.B * s.U;
    Real* z = pass.cell + t * state;
    kernels::gemm(pass.pool, kernels::Op::kNone, kernels::Op::kNone, s.B, s.U, s.H, pass.states_in + t * s.B * s.H,
                  pass.R_in, 1, z);
    rows.for_each_open_run([&](std::int64_t first, std::int64_t count) {
      activation().forward(count, s.U, z + first * s.U, pass.h + (t + 1) * state + first * s.U);
    });
  }

  void step_back(const BackwardPass& pass, std::int64_t t, const StepRows& rows) const override {
    const Sizes& s = pass.sizes;
    const std::int64_t state = s.B * s.U;
    rows.for_each_open_run([&](std::int64_t first, std::int64_t count) {
      const std::int64_t at = t * state + first * s.U;
      activation().backward(count, s.U, pass.cell + at, pass.h + state + at, pass.dh + first * s.U, pass.dz + at);
    });
    add_state_gradient(pass, t);
  }
};

}  // namespace

const schema::PartType<Layer>& simple_rnn_layer() {
  static const auto type = schema::part_type<SimpleRnn, Layer>(
      "simple_rnn", "SimpleRNN", "A state that each step mixes with its input; the plainest recurrent layer.",
      recurrent_fields<SimpleRnnConfig>("simple_rnn"),
      {{"{type: simple_rnn, units: 3}", {4, 2}},
       {"{type: simple_rnn, units: 2, return_sequences: true, go_backwards: true, use_bias: false}", {3, 5}, true},
       {"{type: simple_rnn, units: 3, activation: softmax, return_sequences: true, zero_output_for_mask: true}",
        {4, 2},
        true},
       {"{type: simple_rnn, units: 4, activation: gelu, dropout: 0.3}", {3, 4}},
       {"{type: simple_rnn, units: 4, dropout: 0.3, recurrent_dropout: 0.4, return_sequences: true}", {3, 4}, true}});
  return type;
}

}  // namespace nnctl
