#include "experiment/preprocessing_run.hpp"

#include "experiment/written_path.hpp"
#include "schema/either.hpp"

namespace nnctl::schema {

using experiment::PreprocessingRun;

namespace {

struct PreprocessingMap {
  std::string from;
  bool target = true;

  static const Schema<PreprocessingMap>& schema() {
    static const auto schema =
        Schema<PreprocessingMap>("'preprocessing'", "Whose preprocessing is used: a run, or this map.")
            .required("from", &PreprocessingMap::from,
                      "A run directory, a directory of runs (the newest), a model file, or a config that was trained.")
            .field("target", &PreprocessingMap::target,
                   "Whether the target's classes and scale are the run's too; false: they are those of this data.");
    return schema;
  }
};

}  // namespace

bool Codec<PreprocessingRun>::read(Reader& reader, const Node& node, std::string_view name, PreprocessingRun& value) {
  PreprocessingMap map;
  if (!experiment::read_path_or_map(reader, node, name, map, value.from)) return false;
  value.target = map.target;
  return true;
}

Node Codec<PreprocessingRun>::write(const PreprocessingRun& value) {
  const PreprocessingMap map{value.from.string(), value.target};
  return PreprocessingMap::schema().write(&map);
}

TypeInfo Codec<PreprocessingRun>::info() {
  return either("path, or a map with 'from'", {Codec<std::string>::info(), Codec<PreprocessingMap>::info()});
}

}  // namespace nnctl::schema
