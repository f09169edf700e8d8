// The learning rate of a config: a number now, a schedule in a later release.
#pragma once

#include <cstdint>

#include "optimizers/optimizer.hpp"
#include "schema/check.hpp"
#include "schema/codec.hpp"

namespace nnctl {

struct LearningRate {
  double value = 0;
};

/// > 0 and finite, in float too.
schema::Check<LearningRate> positive_rate();

/// The rate of update `iteration` (from 0) under the `decay` of Keras 2: rate / (1 + decay * iteration), in Real as
/// Keras's InverseTimeDecay with decay_steps 1 computes it (keras/src/optimizers/schedules/learning_rate_schedule.py).
double decayed_rate(LearningRate rate, double decay, std::int64_t iteration);

/// The keys of every optimizer: `decay`, and those Keras has in common for all, which come later.
template <class Config>
schema::Schema<Config> with_shared_keys(schema::Schema<Config> fields) {
  fields
      .field("decay", &Config::decay,
             "Divides the rate of update t by 1 + decay * t (t from 0), as the optimizers of Keras 2 did.",
             schema::at_least(0.0))
      .later("weight_decay", "Share of each weight taken off at each update, times the rate.")
      .later("clipnorm", "Largest norm of one weight's gradient.")
      .later("clipvalue", "Largest absolute value in a gradient.")
      .later("global_clipnorm", "Largest norm of all gradients together.")
      .later("use_ema", "Keep a moving average of the weights.")
      .later("ema_momentum", "Momentum of that average.")
      .later("ema_overwrite_frequency", "Updates after which the average replaces the weights.")
      .later("loss_scale_factor", "Factor on the loss, taken off the gradients again.")
      .later("gradient_accumulation_steps", "Batches whose gradients make one update.")
      .later("name", "Name of the optimizer.");
  return fields;
}

}  // namespace nnctl

namespace nnctl::schema {

template <>
struct Codec<LearningRate> {
  static bool read(Reader& reader, const Node& node, std::string_view name, LearningRate& value);
  static Node write(const LearningRate& rate) { return Node::number(rate.value); }
  static TypeInfo info() { return Codec<double>::info(); }
};

}  // namespace nnctl::schema
