#include "data/samples.hpp"

#include "data/array_samples.hpp"
#include "data/columns.hpp"
#include "data/preprocessor.hpp"
#include "data/source.hpp"
#include "data/windows.hpp"

namespace nnctl::data {

std::shared_ptr<const Samples> read_samples(const SourceConfig& source, const TableRequest& request) {
  if (source.arrays) return read_arrays(source);
  return std::make_shared<const TableSamples>(read_table(source, request));
}

TargetConfig target_of(const DataConfig& config, const Samples& samples) {
  TargetConfig target = config.target;
  if (config.train.arrays) target.columns = samples.targets().columns();
  return target;
}

std::shared_ptr<const Preprocessing> TableSamples::fit(const DataConfig& config, const RowIds& rows) const {
  if (config.window) return WindowPreprocessing::fit(table_, rows, config);
  return std::make_shared<const Preprocessor>(
      Preprocessor::fit(table_, resolve_features(table_.columns(), config), rows, config));
}

}  // namespace nnctl::data
