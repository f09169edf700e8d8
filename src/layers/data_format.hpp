// Where an image's channels stand. Only last: the kernels are written for it.
#pragma once

#include <string>

#include "schema/schema.hpp"

namespace nnctl {

enum class DataFormat { kChannelsLast, kChannelsFirst };

template <class Config>
schema::Schema<Config>& data_format_field(schema::Schema<Config>& schema, DataFormat Config::*member) {
  return schema.field(
      "data_format", member,
      "Where the channels stand. Keras's channels_first is not available: put a permute layer in front.");
}

}  // namespace nnctl

namespace nnctl::schema {

template <>
struct Choices<DataFormat> {
  static const std::vector<Choice<DataFormat>>& all() {
    static const std::vector<Choice<DataFormat>> list = {{"channels_last", DataFormat::kChannelsLast},
                                                         {"channels_first", DataFormat::kChannelsFirst, true}};
    return list;
  }
};

}  // namespace nnctl::schema
