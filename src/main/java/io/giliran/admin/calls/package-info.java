/** The calls of the API. */
@NullMarked
package io.giliran.admin.calls;

import org.jspecify.annotations.NullMarked;
