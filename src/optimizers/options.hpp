// What every optimizer has in common: the learning rate, and what is done with gradients before the rule and with
// weights after it (train/update.cpp does it). Keras 3.15.1, keras/src/optimizers/base_optimizer.py.
#pragma once

#include <optional>
#include <string>

#include "optimizers/learning_rate.hpp"
#include "schema/optional_check.hpp"
#include "schema/schema.hpp"

namespace nnctl {

struct OptimizerOptions {
  LearningRate learning_rate{0.001, {}};
  double decay = 0;
  std::optional<double> weight_decay;
  std::optional<double> clipnorm;
  std::optional<double> clipvalue;
  std::optional<double> global_clipnorm;
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency;
  std::optional<double> loss_scale_factor;
  std::optional<std::int64_t> gradient_accumulation_steps;
  std::optional<std::string> name;

  static OptimizerOptions with_rate(double rate) {
    OptimizerOptions options;
    options.learning_rate.value = rate;
    return options;
  }
};

/// The schema of an optimizer's config, whose member `options` holds what is common: starts with the learning rate.
template <class Config>
schema::Schema<Config> optimizer_schema(const char* where) {
  schema::Schema<Config> fields(where, "");
  fields.field("learning_rate", &Config::options, &OptimizerOptions::learning_rate,
               "Size of a step: a number, or a schedule such as {type: cosine_decay, ...}; see 'nnctl help schedules'.",
               positive_rate());
  return fields;
}

/// `fields` and, after them, the keys of every optimizer.
template <class Config>
schema::Schema<Config> with_shared_keys(schema::Schema<Config> fields) {
  using schema::above;
  using schema::at_least;
  using schema::if_given;
  using Options = OptimizerOptions;
  fields
      .field("decay", &Config::options, &Options::decay,
             "Divides the rate of step t by 1 + decay * t (t from 0), as the optimizers of Keras 2 did.", at_least(0.0))
      .field("weight_decay", &Config::options, &Options::weight_decay,
             "Share of each weight, biases too, that is taken off at each update, times the rate.",
             if_given(at_least(0.0)))
      .field("clipnorm", &Config::options, &Options::clipnorm,
             "Largest norm of the gradient of one weight array; a larger one is scaled down.", if_given(above(0.0)))
      .field("clipvalue", &Config::options, &Options::clipvalue,
             "Largest absolute value in a gradient; what is beyond is cut off.", if_given(above(0.0)))
      .field("global_clipnorm", &Config::options, &Options::global_clipnorm,
             "Largest norm of all gradients together; larger ones are scaled down alike.", if_given(above(0.0)))
      .field("use_ema", &Config::options, &Options::use_ema,
             "Keeps a moving average of the weights, which takes their place at the end of training.")
      .field("ema_momentum", &Config::options, &Options::ema_momentum,
             "Share of the average that each step keeps; the rest comes from the weights.", schema::in_closed(0, 1))
      .field("ema_overwrite_frequency", &Config::options, &Options::ema_overwrite_frequency,
             "Updates after which the average takes the weights' place during training too; null: never.",
             if_given(at_least(std::int64_t{1})))
      .field("loss_scale_factor", &Config::options, &Options::loss_scale_factor,
             "The loss is multiplied by it and the gradients divided again. In float32 that changes nothing.",
             if_given(above(0.0)))
      .field("gradient_accumulation_steps", &Config::options, &Options::gradient_accumulation_steps,
             "Batches whose mean gradient makes one update; null: each batch makes its own.",
             if_given(at_least(std::int64_t{2})))
      .field("name", &Config::options, &Options::name, "A name of your own, which changes nothing.");
  return fields;
}

}  // namespace nnctl
