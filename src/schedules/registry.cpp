#include "schedules/registry.hpp"

#include <cmath>

namespace nnctl {

namespace {

schema::Check<double> finite_in_float(const schema::Check<double>& number) {
  return {number.text,
          [number](const double& rate) {
            return number.accepts(rate) && number.accepts(static_cast<double>(static_cast<float>(rate)));
          },
          number.json_schema};
}

}  // namespace

schema::Check<double> rate_from_zero() { return finite_in_float(schema::at_least(0.0)); }
schema::Check<double> rate_above_zero() { return finite_in_float(schema::above(0.0)); }

}  // namespace nnctl

namespace nnctl::schema {

template <>
const Registry<Schedule>& registry<Schedule>() {
#define NNCTL_LIST(name) &name##_schedule(),
  static const Registry<Schedule> list({NNCTL_SCHEDULES(NNCTL_LIST)});
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
