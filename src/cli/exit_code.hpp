// What a command tells the shell. Users script against these numbers.
#pragma once

#include "base/diagnostic.hpp"

namespace nnctl::cli {

enum ExitCode : int {
  kOk = 0,
  kInternalFault = 1,
  kUsage = 2,
  kConfig = 3,
  kData = 4,
  kDiverged = 5,
  kRequirement = 6,
  kInterrupted = 130,
};

inline ExitCode exit_code_of(Fault fault) {
  switch (fault) {
    case Fault::kUsage:
      return kUsage;
    case Fault::kConfig:
      return kConfig;
    case Fault::kData:
      return kData;
    case Fault::kDiverged:
      return kDiverged;
    case Fault::kRequirement:
      return kRequirement;
  }
  return kInternalFault;
}

}  // namespace nnctl::cli
