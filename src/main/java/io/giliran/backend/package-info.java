/** The backend's actor and the line protocol it answers. */
@NullMarked
package io.giliran.backend;

import org.jspecify.annotations.NullMarked;
