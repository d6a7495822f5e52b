/**
 * HTTP side of the runtime API: connections and their deadlines, authentication, and the routing of calls. Knows no call by
 * name. Start reading at {@link AdminHttp} and {@link ApiCall}.
 */
@NullMarked
package io.giliran.admin.http;

import org.jspecify.annotations.NullMarked;
