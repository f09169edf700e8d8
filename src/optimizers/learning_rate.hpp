// The learning rate of a config: a number, or a schedule in its place.
#pragma once

#include <cstdint>

#include "schedules/schedule.hpp"
#include "schema/check.hpp"
#include "schema/codec.hpp"

namespace nnctl {

struct LearningRate {
  double value = 0;         ///< without a schedule
  ScheduleConfig schedule;  ///< may be none
};

/// A number > 0 and finite, in float too; a schedule has seen to itself.
schema::Check<LearningRate> positive_rate();

}  // namespace nnctl

namespace nnctl::schema {

template <>
struct Codec<LearningRate> {
  static bool read(Reader& reader, const Node& node, std::string_view name, LearningRate& value);
  static Node write(const LearningRate& rate);
  static TypeInfo info();
};

}  // namespace nnctl::schema
