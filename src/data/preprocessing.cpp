#include "data/preprocessing.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "base/diagnostic.hpp"
#include "data/array_preprocessor.hpp"
#include "data/preprocessor.hpp"
#include "data/windows.hpp"

namespace nnctl::data {

std::unique_ptr<Dataset> Preprocessing::paged_dataset(const std::shared_ptr<const Samples>&, const RowIds&,
                                                      const TargetRows&, const PagePlan&) const {
  NNCTL_ASSERT(false, "rows of a kind that is held whole");
  return nullptr;
}

std::shared_ptr<const Preprocessing> preprocessing_from_json(const nlohmann::json& json) {
  try {
    const std::string kind = json.value("kind", "columns");
    if (kind == ArrayPreprocessor::kKind) return std::make_shared<ArrayPreprocessor>(json);
    if (kind == WindowPreprocessing::kKind) return std::make_shared<WindowPreprocessing>(json);
  } catch (const nlohmann::json::exception& error) {
    throw UserError(Fault::kData, fmt::format("the model's preprocessing cannot be read: {}", error.what()),
                    "the model file is damaged or was edited");
  }
  return std::make_shared<Preprocessor>(Preprocessor::from_json(json));
}

}  // namespace nnctl::data
