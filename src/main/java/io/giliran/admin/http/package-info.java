/** The API over HTTP: its connections and their deadlines, who may call, and how a call is found, read and answered. */
@NullMarked
package io.giliran.admin.http;

import org.jspecify.annotations.NullMarked;
