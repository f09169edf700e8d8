// The column types there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "data/column_type.hpp"

#define NNCTL_COLUMN_TYPES(X) X(number) X(category) X(boolean) X(datetime) X(text)

namespace nnctl::data {
#define NNCTL_DECLARE(name) const schema::PartType<ColumnType>& name##_column();
NNCTL_COLUMN_TYPES(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl::data
