// Dropout of recurrent layers: factors drawn once a row and used at every step, of the inputs and of the states. With
// recurrent dropout each gate has factors of its own; its products are then written as one, over the gates' inputs side
// by side and a kernel with the gates' blocks on its diagonal. Keras 3.15.1, keras/src/layers/rnn/dropout_rnn_cell.py.
#pragma once

#include <cstdint>

#include "layers/layer.hpp"

namespace nnctl {

class RecurrentDropout {
 public:
  RecurrentDropout(double inputs, double states, std::int64_t gates);

  bool drops_inputs(bool training) const { return training && inputs_.first_kept > 0; }
  bool drops_states(bool training) const { return training && states_.first_kept > 0; }
  /// Factors a row.
  std::int64_t input_width(std::int64_t features, bool training) const;
  std::int64_t state_width(std::int64_t units, bool training) const;

  /// (rows, input_width) and (rows, state_width); one of them may be null: nothing is dropped there.
  void draw(const LayerContext& context, std::int64_t rows, std::int64_t features, std::int64_t units,
            Real* input_factors, Real* state_factors) const;

 private:
  struct Rate {
    explicit Rate(double rate);
    std::uint32_t first_kept;  // of 2^24 draws; those below it drop
    Real factor;
  };

  Rate inputs_;
  Rate states_;
  std::int64_t gates_;
};

/// y (rows, copies * columns) = x (rows, columns) as many times side by side as there are factors for, times `factors`
/// (rows, copies * columns); just a copy where those are null.
void drop(std::int64_t rows, std::int64_t columns, std::int64_t copies, const Real* x, const Real* factors, Real* y);
/// dx (columns) += the sum of dy (copies * columns) times `factors` over the copies; one row.
void add_dropped(std::int64_t columns, std::int64_t copies, const Real* dy, const Real* factors, Real* dx);

/// (gates * inputs, gates * units) with the gates' blocks of `kernel` (inputs, gates * units) on the diagonal.
void put_on_diagonal(std::int64_t gates, std::int64_t inputs, std::int64_t units, const Real* kernel, Real* diagonal);
/// The inverse.
void take_from_diagonal(std::int64_t gates, std::int64_t inputs, std::int64_t units, const Real* diagonal,
                        Real* kernel);

}  // namespace nnctl
