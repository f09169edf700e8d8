# What `cmake --install` and `cpack` ship: the program (src/CMakeLists.txt), its licence and reference, and the examples.
# `cpack --config build/release/CPackConfig.cmake` makes a .deb and a .tar.gz; the .deb needs dpkg-dev.
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright)
install(FILES README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}" OPTIONAL)
install(DIRECTORY docs/reference DESTINATION "${CMAKE_INSTALL_DOCDIR}" OPTIONAL)
# Side by side, as here: the configs name their data by a relative path.
install(DIRECTORY configs data DESTINATION "${CMAKE_INSTALL_DATADIR}/nnctl"
  PATTERN "fashion-mnist/*.gz" EXCLUDE)  # 30 MB that the user fetches

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_NAME nnctl)
set(CPACK_PACKAGE_VENDOR "nnctl contributors")
set(CPACK_PACKAGE_CONTACT "nnctl contributors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
  "One native program: describe a network in a YAML file with Keras's names, then train, evaluate and predict.")
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_FILE_NAME "nnctl-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
